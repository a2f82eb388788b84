package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sections of a unified kernel image, which systemd-stub measures into PCR 11 before anything
 * of the image runs: for each section its name with a NUL, then its content, in a fixed order
 * (UAPI.5). Names are recognised by their digests, so the log cannot mislabel them; the run has to
 * begin the register, so that nothing else can have measured it.
 */
final class UnifiedKernel {
  /** The sections in the order in which they are measured, without the dot. */
  static final List<String> SECTIONS =
      List.of(
          "linux", "osrel", "cmdline", "initrd", "ucode", "splash", "dtb", "uname", "sbat",
          "pcrpkey", "profile", "dtbauto", "hwids");

  /** What systemd-pcrphase extends PCR 11 with as the boot goes on. */
  static final List<String> PHASES = List.of("enter-initrd", "leave-initrd", "sysinit", "ready");

  private UnifiedKernel() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    List<LoggedEvent> events = log.events(11);
    int next = 0;
    for (int i = 0; i + 1 < events.size(); i += 2) {
      Optional<String> section = section(log, events.get(i), next);
      if (section.isEmpty()) {
        return claims;
      }
      next = SECTIONS.indexOf(section.get()) + 1;
      byte[] digest = events.get(i + 1).digests().getOrDefault(log.hash(), new byte[0]);
      claims.put("event_log.uki." + section.get(), ClaimValue.Bytes.of(digest));
    }
    return claims;
  }

  /** The archive of system extensions that systemd-stub packed, where PCR 13 holds nothing else. */
  static Optional<ClaimValue> systemExtensions(ReplayedLog log) {
    List<LoggedEvent> events =
        log.isPcr() ? log.events(13).stream().filter(e -> !log.isSeparator(e)).toList() : List.of();
    return events.size() == 1
        ? Optional.ofNullable(events.getFirst().digests().get(log.hash())).map(ClaimValue.Bytes::of)
        : Optional.empty();
  }

  private static Optional<String> section(ReplayedLog log, LoggedEvent event, int from) {
    return SECTIONS.stream()
        .skip(from)
        .filter(name -> log.measures(event, "." + name + "\0"))
        .findFirst();
  }

  /**
   * How many phases were extended behind a replayed value to make the quoted one; empty if none.
   */
  static Optional<Integer> phasesBehind(TcgHash hash, byte[] replayed, byte[] quoted) {
    byte[] value = replayed;
    for (int i = 0; i < PHASES.size(); i++) {
      byte[] word = PHASES.get(i).getBytes(StandardCharsets.US_ASCII);
      value = hash.of(value, hash.of(word));
      if (Arrays.equals(value, quoted)) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  /** The claim's word for a number of phases. */
  static String phase(int count) {
    return count == 0 ? "firmware" : PHASES.get(count - 1).replace('-', '_');
  }
}
