package dev.sealkeep.evidence.logs;

import dev.sealkeep.evidence.eventlog.EventLog;
import dev.sealkeep.evidence.eventlog.EventLogExplanation;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.ima.ImaExplanation;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What logs of unknown form and origin say of registers.
 *
 * @param firmware what event logs say
 * @param kernel what IMA's measurement lists say
 */
public record MeasurementLogs(EventLogExplanation firmware, ImaExplanation kernel) {
  /** Whether bytes found without a label begin like a log of any form. */
  public static boolean isRecognised(byte[] bytes) {
    return ImaExplanation.isList(bytes) || EventLog.isRecognised(bytes);
  }

  /**
   * Replays logs against registers.
   *
   * @param logs candidates; of each form the first that replays counts
   * @param registers what evidence vouches for
   */
  public static MeasurementLogs explaining(List<byte[]> logs, Registers registers) {
    Map<Boolean, List<byte[]>> isList =
        logs.stream().collect(Collectors.partitioningBy(ImaExplanation::isList));
    return new MeasurementLogs(
        EventLogExplanation.of(isList.getOrDefault(false, List.of()), registers),
        ImaExplanation.of(isList.getOrDefault(true, List.of()), registers));
  }

  /** The claims of both under their full names. */
  public Map<String, ClaimValue> claims() {
    Map<String, ClaimValue> claims = new HashMap<>(firmware.claims());
    claims.putAll(kernel.claims());
    return claims;
  }

  /** For display: {@code log0} and so on, {@code ima0} and so on, with which of them replays. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>(firmware.fields());
    fields.putAll(kernel.fields());
    return fields;
  }
}
