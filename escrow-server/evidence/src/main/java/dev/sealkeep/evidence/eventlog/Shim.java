package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What shim measures. PCR 14: its lists of machine owner keys, digests of MokList, MokListX and, in
 * newer shims, MokListTrusted, in this order and with nothing else in the register. PCR 7, behind
 * the separator: the variable SbatLevel, below which generations of boot loaders are revoked.
 */
final class Shim {
  private static final int MAX_SBAT_LINES = 64;

  private static final List<String> CLAIMS =
      List.of(
          "event_log.shim.mok_list",
          "event_log.shim.mok_list_x",
          "event_log.shim.mok_list_trusted");

  private Shim() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    List<LoggedEvent> events = log.isPcr() ? log.events(14) : List.of();
    if (events.size() == 2 || events.size() == 3) {
      for (int i = 0; i < events.size(); i++) {
        byte[] digest = events.get(i).digests().getOrDefault(log.hash(), new byte[0]);
        claims.put(CLAIMS.get(i), ClaimValue.Bytes.of(digest));
      }
    }
    sbatLevel(log).ifPresent(lines -> claims.put("event_log.shim.sbat_level", lines));
    return claims;
  }

  /**
   * The lines of the variable, where everything in the register is proven to be a variable or a
   * separator and one of these is it: whatever ran after shim could measure another one, and the
   * log could then hide shim's.
   */
  private static Optional<ClaimValue> sbatLevel(ReplayedLog log) {
    List<LoggedEvent> events =
        log.isPcr() ? log.events(7).stream().filter(e -> !log.isSeparator(e)).toList() : List.of();
    List<EfiVariable> variables =
        events.stream()
            .filter(event -> event.dataIsMeasured(log.hash()))
            .flatMap(event -> EfiVariable.parse(event.data()).stream())
            .toList();
    List<EfiVariable> levels =
        variables.stream()
            .filter(v -> v.guid().equals(EfiVariable.SHIM) && v.name().equals("SbatLevel"))
            .toList();
    if (variables.size() != events.size()) {
      return Optional.empty();
    }
    if (levels.size() != 1) {
      return Optional.empty();
    }
    String text = new String(levels.getFirst().data(), StandardCharsets.ISO_8859_1);
    List<String> lines = text.replace("\0", "").lines().toList();
    return lines.size() <= MAX_SBAT_LINES && lines.stream().allMatch(MeasuredText::isPrintable)
        ? Optional.of(new ClaimValue.Words(lines))
        : Optional.empty();
  }
}
