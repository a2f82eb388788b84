package dev.sealkeep.policy.hole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.generated.NaiveEvaluator;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.NeverClaimed;
import dev.sealkeep.policy.syntax.PolicySyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each clause of the example policies lets a machine in that could exist, with the sets beside the
 * policies: a policy that closes every hole by permitting nothing is of no use.
 */
class ExamplesLetInTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("sealkeep.root"), "docs/examples/policies");

  static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".policy")).sorted().toList();
    }
  }

  private static Map<String, ReferenceSet> setsOf(Policy policy) throws IOException {
    Map<String, ReferenceSet> sets = new TreeMap<>();
    for (String name : policy.referenceSets()) {
      Path file = EXAMPLES.resolve("sets").resolve(name.replace('/', '-') + ".set");
      sets.put(name, Samples.set(name, Files.readString(file)));
    }
    return sets;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyPermitClauseLetsAMachineInThatCouldExist(Path file) throws IOException {
    String source = Files.readString(file);
    Policy policy = Samples.policy(source);
    Map<String, ReferenceSet> sets = setsOf(policy);

    SortedMap<Integer, ClaimSet> letIn = HoleSearch.letIn(policy, sets);

    assertThat(letIn.keySet())
        .containsExactlyElementsOf(
            policy.clauses().stream()
                .filter(clause -> clause.kind() == PolicySyntax.Kind.PERMIT)
                .map(CompiledClause::line)
                .toList());
    for (ClaimSet report : letIn.values()) {
      assertThat(NaiveEvaluator.of(source).evaluate(report, sets).reason().permits())
          .as(report.toString())
          .isTrue();
      report.claims().forEach((claim, value) -> requireClaimed(report, claim, value));
    }
  }

  private static void requireClaimed(ClaimSet report, String claim, ClaimValue value) {
    NeverClaimed.of(report.technology(), claim)
        .ifPresent(
            never -> {
              assertThat(never.isWholly()).as(claim).isFalse();
              assertThat(never.words()).as(claim).doesNotContain(value.display());
            });
    if (claim.endsWith("tpm.ak_bound_by")) {
      assertThat(value.display()).as(claim).isNotEqualTo("none");
    }
  }

  @Test
  void aPolicyThatAsksATpmForWhatNoneHasLetsNothingIn() throws IOException {
    String name = "snp-tpm-composite.policy";
    String source = Files.readString(EXAMPLES.resolve(name));
    String possible = "tpm2.tpm.ak_bound_by in [ek_certificate, enrolled]";
    assertThat(source).contains(possible);
    Policy policy =
        Samples.policy(source.replace(possible, "tpm2.tpm.ak_bound_by == hardware_vmpl0"));

    assertThat(HoleSearch.letIn(policy, setsOf(policy))).isEmpty();
    assertThat(HoleSearch.of(policy, setsOf(policy)).unmet()).hasSize(1);
  }
}
