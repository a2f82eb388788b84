package dev.sealkeep.service.release;

import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.message.ReleaseRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows the tenant what a guest reports to have done without the escrow. */
final class ReportedFallbacks {
  private ReportedFallbacks() {}

  /** The explanation, with the report of {@code request} behind it if it has one. */
  static Map<String, Object> beside(Map<String, Object> explanation, ReleaseRequest request) {
    return request
        .fallbacks()
        .map(
            reported -> {
              Map<String, Object> both = new LinkedHashMap<>(explanation);
              both.put("fallbacks", map(reported));
              return both;
            })
        .orElse(explanation);
  }

  private static Map<String, Object> map(Fallbacks reported) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", reported.count());
    map.put("first", Instant.ofEpochSecond(reported.firstSeconds()).toString());
    map.put("last", Instant.ofEpochSecond(reported.lastSeconds()).toString());
    return map;
  }
}
