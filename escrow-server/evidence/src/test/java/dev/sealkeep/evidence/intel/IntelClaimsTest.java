package dev.sealkeep.evidence.intel;

import static dev.sealkeep.evidence.EndorsedClaims.assertEndorsed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema admits every claim that is made, and every claim of the schema is made. */
class IntelClaimsTest {
  /** Only platforms of several packages that say so have a configuration. */
  private static final Set<String> NOT_MADE_HERE =
      Set.of("platform.dynamic_platform", "platform.cached_keys", "platform.smt_enabled");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void claimsAndSchemaAreTheSame(boolean tdx) {
    Machine machine = tdx ? Machine.tdx() : Machine.sgx();
    if (tdx) {
      machine.version = 5;
      machine.bodyNumber = 3;
    }
    machine.more.add(Machine.ROOT.revocationList(Machine.ISSUED, Machine.NEXT));
    machine.more.add(Machine.PCK_CA.revocationList(Machine.ISSUED, Machine.NEXT));
    machine.levels.set(
        0,
        Machine.level(
            Machine.platformTcb(Collections.nCopies(16, 5), 11, Machine.svnList(5, 0, 3)),
            "SWHardeningNeeded",
            "INTEL-SA-00002",
            "INTEL-SA-00001"));
    Appraisal appraisal = machine.verify();
    assertThat(assertEndorsed(appraisal, machine.at)).as("PCK, its CA, root").hasSize(3);
    ClaimSet claims = ((Appraisal.Verified) appraisal).claims();
    ClaimSchema schema = ClaimSchemas.forTechnology(claims.technology()).orElseThrow();

    claims
        .claims()
        .forEach(
            (name, value) ->
                assertThat(schema.claim(name))
                    .as(name)
                    .hasValueSatisfying(
                        claim -> assertThat(claim.type().admits(value)).as(name).isTrue()));
    Set<String> declared = new TreeSet<>(schema.names());
    declared.removeAll(NOT_MADE_HERE);
    assertThat(claims.claims().keySet()).containsAll(declared.stream().filter(made(tdx)).toList());
    assertThat(claims.claims())
        .containsEntry("tcb.status", new ClaimValue.Symbol("sw_hardening_needed"))
        .containsEntry(
            "tcb.advisories", new ClaimValue.Words(List.of("INTEL-SA-00001", "INTEL-SA-00002")));
  }

  @ParameterizedTest
  @CsvSource({
    "tdx: { module_svn: 6; loader_svn: 3 }, 0, true",
    "tdx: { module_svn: 7; loader_svn: 3 }, 0, false",
    "tdx_01: { module_svn: 6; loader_svn: 3 }, 1, true",
    "tdx_01: { module_svn: 6; loader_svn: 4 }, 1, false",
    "tdx_01: { module_svn: 0; loader_svn: 0 }, 3, false",
    "tdx_0f: { module_svn: 0; loader_svn: 0 }, 15, true",
  })
  void moduleIsHeldAgainstTheFloorOfItsVersion(String floor, int version, boolean permitted) {
    Machine machine = Machine.tdx();
    machine.teeTcbSvn = Machine.svns(6, version, 3);
    machine.withTcbInfo = false;
    assertThat(permits("intel-tdx", "tee_tcb >= tcb(" + floor.replace(';', ',') + ")", machine))
        .isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({"5, 5, true", "5, 6, false", "6, 5, false", "4, 4, true"})
  void everyComponentOfThePlatformIsHeldAgainstItsFloor(int first, int last, boolean permitted) {
    String components =
        IntStream.rangeClosed(1, 16)
            .mapToObj(i -> "comp%02d: %d".formatted(i, i == 1 ? first : i == 16 ? last : 5))
            .collect(Collectors.joining(", "));
    String condition = "sgx_tcb >= tcb(sgx: { " + components + " })";
    assertThat(permits("intel-sgx", condition, Machine.sgx())).isEqualTo(permitted);
    assertThat(permits("intel-tdx", condition, Machine.tdx())).isEqualTo(permitted);
  }

  private static boolean permits(String technology, String condition, Machine machine) {
    String policy =
        "sealkeep 1\npolicy p {\n  permit " + technology + " {\n    " + condition + "\n  }\n}\n";
    Compilation compilation = PolicyCompiler.compile(policy);
    assertThat(compilation).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compilation)
        .policy()
        .evaluate(((Appraisal.Verified) machine.verify()).claims(), Map.of())
        .permitted();
  }

  /** Event logs have tests of their own. */
  private static Predicate<String> made(boolean tdx) {
    String technology = tdx ? "intel-tdx" : "intel-sgx";
    Set<String> proven = new TreeSet<>();
    for (Claim claim : ClaimSchemas.forTechnology(technology).orElseThrow()) {
      if (!claim.name().startsWith("event_log.")
          && Stream.of("quote", "PCK", "TCB info", "revocation", "documents")
              .anyMatch(claim.proof()::contains)) {
        proven.add(claim.name());
      }
    }
    return proven::contains;
  }
}
