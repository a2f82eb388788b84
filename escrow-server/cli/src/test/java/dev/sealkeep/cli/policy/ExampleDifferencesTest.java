package dev.sealkeep.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.difference.Difference;
import dev.sealkeep.policy.difference.PolicyDifference;
import dev.sealkeep.policy.difference.Relation;
import dev.sealkeep.policy.difference.Side;
import dev.sealkeep.policy.difference.Witness;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any two policies of docs/examples compare within the solver's bound. */
final class ExampleDifferencesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("sealkeep.root")).resolve("docs/examples/policies");

  private static Policy policy(String name) {
    return PolicyFile.read(EXAMPLES.resolve(name + ".policy")).policy();
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".policy"))
          .map(name -> name.substring(0, name.length() - ".policy".length()))
          .sorted()
          .toList();
    }
  }

  /** The sets beside the policies: {@code payments/builds} is {@code sets/payments-builds.set}. */
  private static Map<String, ReferenceSet> setsOf(Policy policy) {
    Map<String, Path> files = new TreeMap<>();
    for (String name : policy.referenceSets()) {
      files.put(name, EXAMPLES.resolve("sets").resolve(name.replace('/', '-') + ".set"));
    }
    return ReferenceOption.read(files);
  }

  private static Difference withSets(Policy before, Policy after) {
    return PolicyDifference.between(
        new Side(before, setsOf(before)), new Side(after, setsOf(after)));
  }

  private static Difference withoutSets(Policy before, Policy after) {
    return PolicyDifference.between(new Side(before, Map.of()), new Side(after, Map.of()));
  }

  @TestFactory
  Stream<DynamicTest> everyPairIsDecided() throws IOException {
    List<String> names = names();
    return names.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Policy before = policy(name);
                      for (String other : names) {
                        Policy after = policy(other);
                        Relation known = withSets(before, after).relation();
                        Relation open = withoutSets(before, after).relation();
                        assertThat(List.of(known, open)).as(other).doesNotContain(Relation.UNKNOWN);
                        assertThat(known == Relation.EQUAL)
                            .as("%s and %s admit the same", name, other)
                            .isEqualTo(sameByDesign(name, other));
                      }
                    }));
  }

  private static boolean sameByDesign(String name, String other) {
    return name.equals(other)
        || List.of(name, other).stream().allMatch(n -> n.matches("snp-direct-boot(-named)?"));
  }

  @ParameterizedTest
  @CsvSource({
    "azure-cvm, WIDER",
    "fleet, INCOMPARABLE",
    "sgx-signer, NARROWER",
    "snp-cloud-vlek, WIDER",
    "snp-direct-boot, NARROWER",
    "snp-tpm-composite, INCOMPARABLE",
    "tdx-rtmrs, INCOMPARABLE",
    "tpm-bare-metal, INCOMPARABLE"
  })
  void theNextVersionIsWhatItsAuthorMeant(String name, Relation expected) {
    Difference difference = withSets(policy(name), policy(name + "-v2"));
    assertThat(difference.relation()).isEqualTo(expected);
    assertThat(withSets(policy(name + "-v2"), policy(name)).relation())
        .isEqualTo(
            switch (expected) {
              case NARROWER -> Relation.WIDER;
              case WIDER -> Relation.NARROWER;
              case EQUAL, INCOMPARABLE, UNKNOWN -> expected;
            });
  }

  @Test
  void aRaisedFloorShutsOutAMachineThatTheWitnessNames() {
    Witness witness =
        withSets(policy("snp-direct-boot"), policy("snp-direct-boot-v2")).shutOut().getFirst();
    assertThat(witness.before().permitted()).isTrue();
    assertThat(witness.after().permitted()).isFalse();
    assertThat(witness.claims().technology()).isEqualTo("amd-sev-snp");
    assertThat(witness.claims().claims()).containsKeys("measurement", "reported_tcb", "product");
  }
}
