package dev.sealkeep.agent.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a configuration wants of derivations, and how firmware versions compare. */
final class DerivationRuleTest {
  private static final TcbVersion OLD = tcb("0400000000001800");
  private static final TcbVersion NEW = tcb("0400000000001900");
  private static final DerivationRule RULE =
      new DerivationRule(KeySelection.VCEK, Set.of(GuestField.FAMILY_ID), 1, NEW);
  private static final SnpDerivation RIGHT =
      RULE.at(new DerivationLimits(tcb("0400000000001a00"), 5, 0));

  private static TcbVersion tcb(String hex) {
    return TcbVersion.parse(hex).orElseThrow();
  }

  private static SnpDerivation with(Set<GuestField> fields) {
    return new SnpDerivation(RIGHT.root(), fields, RIGHT.vmpl(), RIGHT.guestSvn(), RIGHT.tcb());
  }

  @Test
  void whatIsMadeHereMeetsTheRule() {
    assertThat(RULE.objection(RIGHT)).isEmpty();
    assertThat(RIGHT.tcb()).isEqualTo(tcb("0400000000001a00"));
    assertThat(RIGHT.vmpl()).isEqualTo(1);
    assertThat(RIGHT.guestSvn()).as("not mixed in").isZero();
    assertThat(
            new DerivationRule(KeySelection.VCEK, Set.of(GuestField.GUEST_SVN), 0, OLD)
                .at(new DerivationLimits(OLD, -2, 0))
                .guestSvn())
        .isEqualTo(-2);
  }

  /** Whatever the configuration leaves out. */
  @Test
  void threeFieldsAreAlwaysWanted() {
    for (GuestField field : DerivationRule.ALWAYS) {
      Set<GuestField> fields = new HashSet<>(RIGHT.fields());
      fields.remove(field);
      assertThat(RULE.objection(with(fields)).orElseThrow()).contains(field.spelling());
      assertThat(DerivationRule.LEAST.fields()).contains(field);
    }
  }

  @Test
  void lessOrSomethingElseIsObjectedTo() {
    assertThat(RULE.objection(with(DerivationRule.ALWAYS)).orElseThrow()).contains("family_id");
    assertThat(
            RULE.objection(new SnpDerivation(KeySelection.VLEK, RIGHT.fields(), 1, 0, RIGHT.tcb())))
        .contains("it begins at vlek, not at vcek");
    for (int vmpl : new int[] {0, 2}) {
      assertThat(
              RULE.objection(
                  new SnpDerivation(KeySelection.VCEK, RIGHT.fields(), vmpl, 0, RIGHT.tcb())))
          .contains("it is for VMPL %d, not 1".formatted(vmpl));
    }
    assertThat(
            RULE.objection(new SnpDerivation(KeySelection.VCEK, RIGHT.fields(), 1, 0, OLD))
                .orElseThrow())
        .contains("older than " + NEW.hex());
    assertThat(RULE.objection(with(EnumSet.complementOf(EnumSet.of(GuestField.LAUNCH_MIT_VECTOR)))))
        .as("more is no less")
        .isEmpty();
  }

  /** As of vectors, part by part: a partial order, which the sum of the parts extends. */
  @Test
  void versionsAreComparedPartByPart() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      TcbVersion one = new TcbVersion(random.nextLong() & 0x0303030303030303L);
      TcbVersion other = new TcbVersion(random.nextLong() & 0x0303030303030303L);
      boolean model = true;
      for (int part = 0; part < TcbVersion.BYTES; part++) {
        model &= one.bytes()[part] >= other.bytes()[part];
      }
      assertThat(one.atLeast(other)).isEqualTo(model);
      if (one.atLeast(other)) {
        assertThat(one.sum()).isGreaterThanOrEqualTo(other.sum());
        assertThat(other.atLeast(one)).isEqualTo(one.equals(other));
      }
      assertThat(TcbVersion.parse(one.hex())).contains(one);
    }
    assertThat(tcb("ff00000000000000").atLeast(tcb("7f00000000000000"))).as("unsigned").isTrue();
    assertThat(NEW.bytes()[6]).as("the report's order").isEqualTo((byte) 0x19);
  }
}
