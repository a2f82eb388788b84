package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shim's lists of machine owner keys, PCR 14: digests of MokList, MokListX and, in newer shims,
 * MokListTrusted, in this order and with nothing else in the register.
 */
final class MachineOwnerKeys {
  private static final List<String> CLAIMS =
      List.of(
          "event_log.shim.mok_list",
          "event_log.shim.mok_list_x",
          "event_log.shim.mok_list_trusted");

  private MachineOwnerKeys() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    List<LoggedEvent> events = log.isPcr() ? log.events(14) : List.of();
    if (events.size() == 2 || events.size() == 3) {
      for (int i = 0; i < events.size(); i++) {
        byte[] digest = events.get(i).digests().getOrDefault(log.hash(), new byte[0]);
        claims.put(CLAIMS.get(i), ClaimValue.Bytes.of(digest));
      }
    }
    return claims;
  }
}
