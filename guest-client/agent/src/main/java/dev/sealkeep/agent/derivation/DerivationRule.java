package dev.sealkeep.agent.derivation;

import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the configuration wants of every derivation of a volume's key. Three fields are always mixed
 * in: without the measurement any guest on the chip would derive the same key, without the policy a
 * guest that was launched for debugging and whose memory the host reads would, and without the TCB
 * firmware that is known to be broken would.
 *
 * @param root the root, exactly
 * @param fields what is mixed in at least; the three are added
 * @param vmpl the VMPL, exactly
 * @param leastTcb the oldest TCB
 */
public record DerivationRule(
    KeySelection root, Set<GuestField> fields, int vmpl, TcbVersion leastTcb) {
  /** What is mixed in whatever the configuration says. */
  public static final Set<GuestField> ALWAYS =
      Set.of(GuestField.GUEST_POLICY, GuestField.MEASUREMENT, GuestField.TCB_VERSION);

  /** What may be mixed in besides. */
  public static final Set<GuestField> FURTHER =
      Set.of(GuestField.IMAGE_ID, GuestField.FAMILY_ID, GuestField.GUEST_SVN);

  /** The least that there is: the chip, those three, VMPL 0, and any TCB. */
  public static final DerivationRule LEAST =
      new DerivationRule(KeySelection.VCEK, Set.of(), 0, TcbVersion.ZERO);

  /** Adds what is always mixed in. */
  public DerivationRule {
    Set<GuestField> all = EnumSet.copyOf(ALWAYS);
    all.addAll(fields);
    fields = Set.copyOf(all);
  }

  /** Why a derivation is not what is wanted; or empty. */
  public Optional<String> objection(Derivation derivation) {
    return switch (derivation) {
      case SnpDerivation snp -> objection(snp);
    };
  }

  private Optional<String> objection(SnpDerivation derivation) {
    if (derivation.root() != root) {
      return Optional.of(
          "it begins at %s, not at %s".formatted(derivation.root().spelling(), root.spelling()));
    }
    if (!derivation.fields().containsAll(fields)) {
      return Optional.of(
          "it leaves out "
              + fields.stream()
                  .filter(field -> !derivation.fields().contains(field))
                  .sorted(Comparator.naturalOrder())
                  .map(GuestField::spelling)
                  .collect(Collectors.joining(", ")));
    }
    if (derivation.vmpl() != vmpl) {
      return Optional.of("it is for VMPL %d, not %d".formatted(derivation.vmpl(), vmpl));
    }
    if (!derivation.tcb().atLeast(leastTcb)) {
      return Optional.of(
          "it is for TCB %s, older than %s".formatted(derivation.tcb().hex(), leastTcb.hex()));
    }
    return Optional.empty();
  }

  /**
   * The derivation to make on a machine now: of the newest firmware to which the processor commits.
   * It meets this rule unless the machine does not.
   */
  public SnpDerivation at(DerivationLimits limits) {
    return new SnpDerivation(
        root,
        fields,
        vmpl,
        fields.contains(GuestField.GUEST_SVN) ? limits.guestSvn() : 0,
        limits.committed());
  }
}
