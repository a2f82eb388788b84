package dev.sealkeep.policy.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the solver with a search that evaluates every machine of a small world: what the search
 * finds the solver does, and what the solver finds the evaluator confirms.
 */
class SolverTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void solverFindsWhatTryingEveryMachineFinds(long seed) {
    Random random = new Random(seed);
    int satisfiable = 0;
    for (int round = 0; round < 150; round++) {
      String source = SmallWorld.policy(random);
      Policy policy = Samples.policy(source);
      boolean expected =
          SmallWorld.MACHINES.stream()
              .anyMatch(claims -> policy.evaluate(claims, SmallWorld.sets()).permitted());

      Verdict verdict = admitted(policy, SmallWorld.sets());

      if (verdict instanceof Verdict.Satisfiable found) {
        ClaimSet witness = SmallWorld.machine(found.claims());
        assertThat(policy.evaluate(witness, SmallWorld.sets()).permitted())
            .as("%s admits %s", source, witness)
            .isTrue();
        satisfiable++;
      } else {
        assertThat(verdict).as(source).isEqualTo(new Verdict.Unsatisfiable());
        assertThat(expected).as(source).isFalse();
      }
    }
    assertThat(satisfiable).isBetween(15, 145);
  }

  private static Verdict admitted(Policy policy, Map<String, ReferenceSet> sets) {
    Admission admission = new Admission(policy, Samples.SNP, sets);
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();
    return Solver.solve(space, admission.admits(space));
  }

  @Test
  void aSetThatIsNotAtHandMayHoldWhatIsNeeded() {
    Policy policy =
        Samples.policy(
            Samples.permit(
                "measurement in builds\nmeasurement != hex\"%s\"".formatted("00".repeat(48))));

    Verdict.Satisfiable found = (Verdict.Satisfiable) admitted(policy, Map.of());

    assertThat(found.assumed()).containsOnlyKeys("payments/builds\nmeasurement");
    assertThat(found.assumed().values().iterator().next())
        .containsExactly(found.claims().get("measurement"));
  }

  @Test
  void aSearchEndsAtItsBound() {
    Policy policy =
        Samples.policy(Samples.permit("vmpl == 0 or policy.smt\nvmpl == 1 or policy.debug"));
    Admission admission = new Admission(policy, Samples.SNP, Map.of());
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();

    assertThat(Solver.solve(space, admission.admits(space), 3)).isEqualTo(new Verdict.Exhausted());
  }

  @Test
  void nearAnswersChangeNoMoreThanTheyMay() {
    Policy policy =
        Samples.policy(
            Samples.permit(
                "vmpl == 0\npolicy.debug == false\ncollateral.age <= 7d\n"
                    + "any certificates { subject == \"CN=a\" }"));
    Admission admission = new Admission(policy, Samples.SNP, Map.of());
    Space.Builder builder = Space.builder();
    admission.addTo(builder);
    Space space = builder.build().orElseThrow();
    Map<String, ClaimValue> actual = new HashMap<>();
    actual.put("vmpl", new ClaimValue.Int(2));
    actual.put("policy.debug", new ClaimValue.Bool(false));
    actual.put("collateral.age", new ClaimValue.Span(Duration.ofDays(9)));
    actual.put(
        "certificates",
        SmallWorld.list(SmallWorld.entry("CN=a", "CN=r"), SmallWorld.entry("CN=b", "CN=r")));

    assertThat(Solver.solveNear(space, admission.admits(space), actual, 1, 1_000_000))
        .isEqualTo(new Verdict.Unsatisfiable());
    Verdict.Satisfiable near =
        (Verdict.Satisfiable)
            Solver.solveNear(space, admission.admits(space), actual, 2, 1_000_000);
    assertThat(near.claims().get("certificates")).isEqualTo(actual.get("certificates"));
    assertThat(near.claims().get("policy.debug")).isEqualTo(actual.get("policy.debug"));
    assertThat(policy.evaluate(SmallWorld.machine(near.claims()), Map.of()).permitted()).isTrue();
  }
}
