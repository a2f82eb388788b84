package dev.sealkeep.policy.nearest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.solve.SmallWorld;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestMissTest {
  private static Nearness of(String conditions, Map<String, ClaimValue> changed) {
    Map<String, ClaimValue> machine = new HashMap<>(Samples.machine());
    machine.putAll(changed);
    return NearestMiss.of(
        Samples.policy(Samples.permit(conditions.replace(';', '\n'))),
        Samples.claims(machine),
        Map.of());
  }

  private static List<String> changes(Nearness nearness) {
    return ((Nearness.Miss) nearness).changes().stream().map(Change::describe).toList();
  }

  @Test
  void oneClaimStandsInTheWay() {
    assertThat(
            changes(
                of(
                    "vmpl == 0; not policy.debug; product in [genoa, turin]",
                    Map.of("vmpl", new ClaimValue.Int(2)))))
        .containsExactly("vmpl: 2 -> 0");
  }

  @Test
  void theClauseWithFewerChangesWins() {
    Policy policy =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 1 and guest_svn >= 9 }
              permit amd-sev-snp { vmpl == 0 and collateral.age <= 1d }
            }
            """);

    Nearness nearness = NearestMiss.of(policy, Samples.claims(Samples.machine()), Map.of());

    assertThat(changes(nearness)).hasSize(1);
    assertThat(changes(nearness).getFirst()).startsWith("collateral.age: 3d -> ");
  }

  @Test
  void aMissingClaimWouldHaveToBeThere() {
    Nearness nearness =
        NearestMiss.of(
            Samples.policy(Samples.permit("vmpl == 0")), Samples.without("vmpl"), Map.of());

    assertThat(changes(nearness)).containsExactly("vmpl: missing -> 0");
  }

  @Test
  void whatIsPermittedMissesNothing() {
    assertThat(of("vmpl == 0", Map.of())).isEqualTo(new Nearness.Permitted());
  }

  @Test
  void whatNothingMeetsIsNeverPermitted() {
    assertThat(of("vmpl == 0; vmpl == 1", Map.of())).isEqualTo(new Nearness.Never());
  }

  @Test
  void setsThatAreNotAtHandAreNamed() {
    assertThat(of("measurement in builds", Map.of()))
        .isEqualTo(new Nearness.SetsMissing(new TreeSet<>(Set.of("payments/builds"))));
  }

  /** No machine of the world that is permitted differs in fewer claims. */
  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void noMachineIsNearer(long seed) {
    Random random = new Random(seed);
    int misses = 0;
    for (int round = 0; round < 40; round++) {
      Policy policy = Samples.policy(SmallWorld.policy(random));
      ClaimSet machine = SmallWorld.MACHINES.get(random.nextInt(SmallWorld.MACHINES.size()));
      if (NearestMiss.of(policy, machine, SmallWorld.sets()) instanceof Nearness.Miss miss) {
        misses++;
        int nearest =
            SmallWorld.MACHINES.stream()
                .filter(other -> policy.evaluate(other, SmallWorld.sets()).permitted())
                .mapToInt(other -> distance(machine, other))
                .min()
                .orElse(Integer.MAX_VALUE);
        assertThat(miss.changes()).hasSizeLessThanOrEqualTo(nearest);
        Map<String, ClaimValue> changed = new HashMap<>(machine.claims());
        for (Change change : miss.changes()) {
          change
              .needed()
              .ifPresentOrElse(
                  value -> changed.put(change.claim(), value),
                  () -> changed.remove(change.claim()));
        }
        assertThat(policy.evaluate(SmallWorld.machine(changed), SmallWorld.sets()).permitted())
            .isTrue();
      }
    }
    assertThat(misses).isGreaterThan(10);
  }

  private static int distance(ClaimSet a, ClaimSet b) {
    Set<String> names = new HashSet<>(a.claims().keySet());
    names.addAll(b.claims().keySet());
    return (int) names.stream().filter(name -> !a.get(name).equals(b.get(name))).count();
  }
}
