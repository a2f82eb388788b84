package dev.sealkeep.service.preflight;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.protocol.log.BootClaim;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a boot changes beside what was said of it. It errs towards too much: a claim that is called
 * unknown may cost a false no, and one that is not a machine that does not boot.
 */
final class Consequences {
  /** Of each boot, or each request, its own: an id, a clock, a counter, what the guest chose. */
  private static final Pattern EACH_BOOT =
      Pattern.compile(
          "(?:.*\\.)?(?:report_id|report_data|user_data|nonce|timestamp"
              + "|tpm\\.clock|tpm\\.reset_count|tpm\\.restart_count)");

  /** PCRs of what runs from the boot loader on (UAPI.7), but for IMA's. */
  private static final Set<Integer> BOOTED = Set.of(4, 8, 9, 11, 12, 13);

  /** PCRs of the firmware, of option ROMs and of their settings. */
  private static final Set<Integer> FIRMWARE = Set.of(0, 1, 2, 3);

  /** IMA's PCR, whose first measurement is of PCRs 0 to 9. */
  private static final int IMA = 10;

  /** RTMRs of what runs from the boot loader on. */
  private static final Set<String> RTMRS = Set.of("rtmr1", "rtmr2");

  /** What an ID block says; it names the measurement it is for, so another one needs another. */
  private static final Set<String> ID_BLOCK =
      Set.of(
          "guest_svn",
          "family_id",
          "image_id",
          "id_key_digest",
          "author_key_digest",
          "author_key_en");

  private Consequences() {}

  /**
   * Whether a claim that nobody stated may be another at the next boot.
   *
   * @param name the claim's
   * @param changed what was stated and is another than now
   * @param now the claims of now
   */
  static boolean unknown(String name, Set<BootClaim> changed, ClaimSet now) {
    return EACH_BOOT.matcher(name).matches()
        || changed.stream().anyMatch(claim -> drags(claim, name, now));
  }

  private static boolean drags(BootClaim changed, String name, ClaimSet now) {
    if (!name.startsWith(changed.item())) {
      return false;
    }
    String other = name.substring(changed.item().length());
    if (changed.register().equals("measurement")) {
      return ID_BLOCK.contains(other) && hasIdBlock(changed.item(), now);
    }
    if (other.startsWith("event_log.") || other.startsWith("ima.")) {
      return true;
    }
    return changed
        .pcr()
        .map(pcr -> pcr(other).filter(p -> drags(pcr, p)))
        .map(Optional::isPresent)
        .orElseGet(() -> RTMRS.contains(changed.register()) && RTMRS.contains(other));
  }

  private static Optional<Integer> pcr(String name) {
    return BootClaim.parse(name).filter(claim -> claim.item().isEmpty()).flatMap(BootClaim::pcr);
  }

  /** The same PCR has a value in each bank. */
  private static boolean drags(int changed, int other) {
    return changed == other
        || other == IMA
        || (BOOTED.contains(changed) && BOOTED.contains(other))
        || (FIRMWARE.contains(changed) && FIRMWARE.contains(other));
  }

  /** The digest of the key that signed it is zero without one. */
  private static boolean hasIdBlock(String item, ClaimSet now) {
    return now.get(item + "id_key_digest")
        .filter(digest -> digest instanceof ClaimValue.Bytes bytes && !bytes.hex().matches("0*"))
        .isPresent();
  }
}
