package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Initrd and command line. What ran early may have measured anything, and what runs late may extend
 * a register with a digest that it likes better. So each rule wants the whole register to be
 * understood, and makes no claim where an event could be another one in disguise.
 */
final class KernelParameters {
  /** The Linux EFI stub's tags: INITRD_EVENT_TAG_ID and LOAD_OPTIONS_EVENT_TAG_ID. */
  private static final long INITRD_TAG = 0x8F3B_22ECL;

  private static final long LOAD_OPTIONS_TAG = 0x8F3B_22EDL;

  private KernelParameters() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    stub(log, claims);
    commandLine(log)
        .filter(MeasuredText::isPrintable)
        .ifPresent(text -> claims.put("event_log.command_line", new ClaimValue.Text(text)));
    return claims;
  }

  /**
   * PCR 9 holds the Linux EFI stub's two events and nothing else, and the kernel is the only image:
   * then the kernel made them.
   */
  private static void stub(ReplayedLog log, Map<String, ClaimValue> claims) {
    List<LoggedEvent> events = log.events(9).stream().filter(e -> !log.isSeparator(e)).toList();
    List<Long> tags = events.stream().map(KernelParameters::tag).toList();
    boolean alone =
        tags.equals(List.of(LOAD_OPTIONS_TAG, INITRD_TAG))
            || tags.equals(List.of(INITRD_TAG))
            || tags.equals(List.of(LOAD_OPTIONS_TAG));
    if (!alone || BootImages.images(log).size() != 1) {
      return;
    }
    for (LoggedEvent event : events) {
      String name = tag(event) == INITRD_TAG ? "initrd" : "command_line_digest";
      byte[] digest = event.digests().getOrDefault(log.hash(), new byte[0]);
      claims.put("event_log." + name, ClaimValue.Bytes.of(digest));
    }
  }

  private static long tag(LoggedEvent event) {
    ByteCursor cursor = ByteCursor.littleEndian(event.data(), 0);
    long tag = cursor.u32();
    return event.type() == EventType.EV_EVENT_TAG.id() && cursor.isWhole() ? tag : 0;
  }

  /**
   * Only what ran before the kernel tells its command line, and whatever runs later can begin a
   * register that a loader left alone. So one of the loaders' registers has to be unused. In a TD
   * they share one, with files among GRUB's texts.
   */
  private static Optional<String> commandLine(ReplayedLog log) {
    if (!log.isPcr()) {
      return Optional.empty();
    }
    if (log.isUnused(12)) {
      return GrubCommandLine.of(log);
    }
    return log.isUnused(8) ? systemd(log) : Optional.empty();
  }

  /**
   * PCR 12 holds the command line in UTF-16 with its NUL and nothing else: once, or by systemd-boot
   * and again by the stub that it started.
   */
  private static Optional<String> systemd(ReplayedLog log) {
    List<LoggedEvent> events = log.events(12).stream().filter(e -> !log.isSeparator(e)).toList();
    if (events.isEmpty()) {
      return Optional.empty();
    }
    byte[] data = events.getFirst().data();
    if (!events.stream().allMatch(event -> log.measures(event, data))) {
      return Optional.empty();
    }
    String text = new String(data, StandardCharsets.UTF_16LE);
    return text.endsWith("\0")
        ? Optional.of(text.substring(0, text.length() - 1))
        : Optional.empty();
  }
}
