package dev.sealkeep.policy.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.solve.SmallWorld;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDifferenceTest {
  private static final String A = "5a".repeat(48);
  private static final String B = "5b".repeat(48);

  private static Policy permit(String conditions) {
    return Samples.policy(Samples.permit(conditions.replace(';', '\n')));
  }

  private static Difference compare(Policy before, Policy after) {
    return PolicyDifference.between(new Side(before, Map.of()), new Side(after, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vmpl == 0 | vmpl == 0 | EQUAL",
        "vmpl == 0 | not vmpl != 0 | EQUAL",
        "vmpl == 0 | vmpl < 1 | EQUAL",
        "vmpl == 0 | vmpl <= 1; vmpl != 1 | EQUAL",
        "vmpl == 0 or vmpl == 1 | vmpl in [1, 0] | EQUAL",
        "vmpl <= 3 | vmpl == 0 or vmpl != 0 | EQUAL",
        "policy.smt; vmpl == 0 | vmpl == 0; policy.smt == true | EQUAL",
        "not (policy.smt and vmpl == 0) | not policy.smt or vmpl != 0 | EQUAL",
        "vmpl == 0 | vmpl <= 1 | WIDER",
        "vmpl <= 1 | vmpl == 1 | NARROWER",
        "vmpl == 0 | vmpl == 0; policy.smt or not policy.smt | NARROWER",
        "vmpl == 0 | vmpl == 0; policy.smt | NARROWER",
        "vmpl == 0 | policy.smt | INCOMPARABLE",
        "collateral.age <= 7d | collateral.age < 168h | NARROWER",
        "collateral.age <= 7d | collateral.age <= 604800s | EQUAL",
        "product in [genoa, turin] | product != milan | EQUAL",
        "product in [genoa, turin] | not product == milan | EQUAL",
        "product in [genoa] | product in [turin] | INCOMPARABLE",
        "all certificates { issuer == \"a\" } | not any certificates { issuer != \"a\" } | EQUAL",
        "any certificates { issuer == \"a\"; subject == \"b\" }"
            + " | any certificates { issuer == \"a\" }; any certificates { subject == \"b\" }"
            + " | WIDER",
        "any certificates { issuer == \"a\" } | all certificates { issuer == \"a\" }"
            + " | INCOMPARABLE",
        "any certificates { issuer == \"a\" or subject == \"b\" }"
            + " | any certificates { issuer == \"a\" } or any certificates { subject == \"b\" }"
            + " | EQUAL",
        "measurement in builds | measurement in builds | EQUAL",
        "measurement in builds | measurement in builds or vmpl == 0 | WIDER",
        "measurement in builds; guest_svn in builds | guest_svn in builds | WIDER"
      })
  void relationsAreExact(String before, String after, Relation expected) {
    Difference difference = compare(permit(before), permit(after));

    assertThat(difference.relation()).isEqualTo(expected);
    assertThat(difference.undecided()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9 0 23 72, 9 0 23 72, EQUAL",
    "9 0 23 72, 9 0 23 73, NARROWER",
    "9 0 23 72, 9 0 22 72, WIDER",
    "9 0 23 72, 10 0 22 72, INCOMPARABLE",
    "0 0 0 0, 255 255 255 255, NARROWER"
  })
  void floorsAreComparedPerComponent(String before, String after, Relation expected) {
    assertThat(compare(floor(before), floor(after)).relation()).isEqualTo(expected);
  }

  private static Policy floor(String components) {
    return permit(
        "reported_tcb >= tcb(genoa: { bootloader: %s, tee: %s, snp: %s, microcode: %s })"
            .formatted((Object[]) components.split(" ")));
  }

  @Test
  void aForbidThatNothingMeetsChangesOnlyWhatIsUnknown() {
    Policy plain = permit("vmpl == 0");
    Policy forbidding =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 0 }
              forbid amd-sev-snp { product == milan and product == genoa } because "never"
            }
            """);

    Difference difference = compare(plain, forbidding);

    assertThat(difference.relation()).isEqualTo(Relation.NARROWER);
    Witness witness = difference.shutOut().getFirst();
    assertThat(witness.claims().claims()).doesNotContainKey("product");
    assertThat(witness.after().reasonCode()).isEqualTo("policy.forbid-undecided");
  }

  @Test
  void technologiesAreComparedOneByOne() {
    Policy one = permit("vmpl == 0");
    Policy two =
        Samples.policy(
            """
            sealkeep 1
            policy p {
              permit amd-sev-snp { vmpl == 0 }
              permit intel-tdx { not td_attributes.debug }
            }
            """);

    Difference difference = compare(one, two);

    assertThat(difference.relation()).isEqualTo(Relation.WIDER);
    assertThat(difference.letIn()).hasSize(1);
    assertThat(difference.letIn().getFirst().claims().technology()).isEqualTo("intel-tdx");
  }

  @Test
  void twoVersionsOfASetMakeADifference() {
    Policy policy = permit("measurement in builds");
    ReferenceSet old = Samples.set("payments/builds", "amd-sev-snp measurement " + A + "\n");
    ReferenceSet both =
        Samples.set(
            "payments/builds",
            "amd-sev-snp measurement " + A + "\namd-sev-snp measurement " + B + "\n");

    Difference difference =
        PolicyDifference.between(
            new Side(policy, Samples.sets(old)), new Side(policy, Samples.sets(both)));

    assertThat(difference.relation()).isEqualTo(Relation.WIDER);
    assertThat(difference.letIn().getFirst().claims())
        .isEqualTo(SmallWorld.machine(Map.of("measurement", ClaimValue.Bytes.ofHex(B))));
  }

  @Test
  void aSetThatIsNotAtHandIsAssumedInTheWitness() {
    Difference difference = compare(permit("measurement in builds"), permit("vmpl == 0"));

    Witness shutOut = difference.shutOut().getFirst();
    assertThat(shutOut.assumed()).containsOnlyKeys("payments/builds");
    assertThat(shutOut.before().permitted()).isTrue();
    assertThat(shutOut.after().permitted()).isFalse();
  }

  @Test
  void aBoundIsAnsweredAsUnknown() {
    Difference difference =
        PolicyDifference.between(
            new Side(permit("vmpl == 0 or policy.smt; vmpl == 1 or policy.debug"), Map.of()),
            new Side(permit("vmpl == 1 or policy.smt; vmpl == 0 or policy.debug"), Map.of()),
            3);

    assertThat(difference.relation()).isEqualTo(Relation.UNKNOWN);
    assertThat(difference.undecided()).containsExactly(Samples.SNP);
  }

  /**
   * Each way: what trying every machine finds is found, and what is found the evaluator confirms.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void differencesAreThoseThatTryingEveryMachineFinds(long seed) {
    Random random = new Random(seed);
    Map<Relation, Integer> seen = new EnumMap<>(Relation.class);
    for (int round = 0; round < 60; round++) {
      String source = SmallWorld.policy(random);
      Policy before = Samples.policy(source);
      Policy after = Samples.policy(random.nextInt(4) == 0 ? source : changed(source, random));
      Difference difference =
          PolicyDifference.between(
              new Side(before, SmallWorld.sets()), new Side(after, SmallWorld.sets()));
      boolean less = false;
      boolean more = false;
      for (ClaimSet machine : SmallWorld.MACHINES) {
        boolean old = before.evaluate(machine, SmallWorld.sets()).permitted();
        boolean fresh = after.evaluate(machine, SmallWorld.sets()).permitted();
        less |= old && !fresh;
        more |= fresh && !old;
      }

      assertThat(difference.relation()).isNotEqualTo(Relation.UNKNOWN);
      if (less) {
        assertThat(difference.shutOut()).as(source).isNotEmpty();
      }
      if (more) {
        assertThat(difference.letIn()).as(source).isNotEmpty();
      }
      for (Witness witness : difference.shutOut()) {
        assertThat(before.evaluate(witness.claims(), SmallWorld.sets()).permitted()).isTrue();
        assertThat(after.evaluate(witness.claims(), SmallWorld.sets()).permitted()).isFalse();
      }
      seen.merge(difference.relation(), 1, Integer::sum);
    }
    assertThat(seen)
        .containsKeys(Relation.EQUAL, Relation.NARROWER, Relation.WIDER, Relation.INCOMPARABLE);
  }

  /** The policy with a line of one clause taken out, put in or turned round. */
  private static String changed(String source, Random random) {
    String[] lines = source.split("\n");
    int at = 4 + random.nextInt(Math.max(1, lines.length - 6));
    boolean condition = !lines[at].contains("amd-sev-snp") && !lines[at].startsWith("}");
    if (!condition) {
      return SmallWorld.policy(random);
    }
    lines[at] =
        switch (random.nextInt(3)) {
          case 0 -> "";
          case 1 -> lines[at] + " or policy.debug";
          default -> lines[at] + " and guest_svn >= 1";
        };
    return String.join("\n", lines);
  }

  @Test
  void twoHundredConditionsAreComparedAtOnce() {
    Policy before = large("vmpl == 0");
    Policy after = large("vmpl <= 1");

    Difference difference = compare(before, after);

    assertThat(difference.relation()).isEqualTo(Relation.WIDER);
    assertThat(compare(before, large("not vmpl > 0")).relation()).isEqualTo(Relation.EQUAL);
  }

  /** Ten permits of twenty conditions each, and forbids. */
  private static Policy large(String level) {
    String permits =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    """
                      permit amd-sev-snp {
                        measurement in [hex"%1$s", hex"%2$s"]
                        product in [genoa, turin] or (product == milan and guest_svn >= %3$d)
                        reported_tcb >= tcb(genoa: { bootloader: 9, tee: 0, snp: %3$d, microcode: 72 })
                        collateral.age <= %3$dd or (policy.smt == false and vmpl == 0)
                        not policy.debug and not policy.migrate_ma
                        %4$s
                        host_data == hex"%5$s" or id_key_digest in [hex"%1$s"]
                        guest_svn >= %3$d
                        any certificates { issuer == "CN=%3$d" and not_after > "2030-01-01T00:00:00Z" }
                        all certificates { subject != "CN=bad" }
                        signing_key == vcek or (signing_key == vlek and policy.single_socket)
                        author_key_en or platform.ecc_en or platform.tsme_en
                      }
                    """
                        .formatted(
                            "%02x".formatted(i).repeat(48),
                            "%02x".formatted(i + 40).repeat(48),
                            i + 1,
                            level,
                            "%02x".formatted(i).repeat(32)))
            .collect(Collectors.joining());
    return Samples.policy(
        "sealkeep 1\npolicy p {\n"
            + permits
            + "  forbid amd-sev-snp { policy.debug } because \"debug\"\n"
            + "  forbid amd-sev-snp { product == milan and policy.smt } because \"old\"\n}\n");
  }
}
