package dev.sealkeep.evidence.intel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchema;
import dev.sealkeep.policy.schema.ClaimSchemas;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
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
    ClaimSet claims = ((Appraisal.Verified) machine.verify()).claims();
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

  /** Event logs have tests of their own. */
  private static Predicate<String> made(boolean tdx) {
    String technology = tdx ? "intel-tdx" : "intel-sgx";
    Set<String> proven = new TreeSet<>();
    for (Claim claim : ClaimSchemas.forTechnology(technology).orElseThrow()) {
      if (Stream.of("quote", "PCK", "TCB info", "revocation", "documents")
          .anyMatch(claim.proof()::contains)) {
        proven.add(claim.name());
      }
    }
    return proven::contains;
  }
}
