package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What event logs say of registers.
 *
 * @param claims under their full names; empty unless a log replays to the registers' values
 * @param fields what was found, for display: which registers replay and which do not
 */
public record EventLogExplanation(
    Map<String, ClaimValue> claims, SequencedMap<String, Object> fields) {
  /** Copies the claims. */
  public EventLogExplanation {
    claims = Map.copyOf(claims);
  }

  /**
   * Replays logs of unknown origin against registers.
   *
   * @param logs candidates; the first that replays counts
   * @param registers what evidence vouches for
   */
  public static EventLogExplanation of(List<byte[]> logs, Registers registers) {
    return new EventLogExplanation(Map.of(), new LinkedHashMap<>());
  }
}
