package dev.sealkeep.evidence.ima;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What measurement lists say of registers. A list counts if a beginning of it makes the quoted
 * value of every register that it speaks of and that is quoted, and of one at least.
 *
 * @param claims under their full names; empty unless a list replays to the registers' values
 * @param fields what was found, for display
 */
public record ImaExplanation(Map<String, ClaimValue> claims, SequencedMap<String, Object> fields) {
  private static final int MAX_LISTS = 4;

  /** Copies the claims. */
  public ImaExplanation {
    claims = Map.copyOf(claims);
  }

  /** Whether bytes found without a label begin like a list, in either form. */
  public static boolean isList(byte[] bytes) {
    return MeasurementList.isRecognised(bytes);
  }

  /**
   * Replays lists of unknown origin against registers.
   *
   * @param lists candidates; the first that replays counts
   * @param registers what evidence vouches for
   */
  public static ImaExplanation of(List<byte[]> lists, Registers registers) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    for (byte[] bytes : lists.subList(0, Math.min(lists.size(), MAX_LISTS))) {
      SequencedMap<String, Object> found = new LinkedHashMap<>();
      fields.put("ima" + fields.size(), found);
      switch (MeasurementList.parse(bytes)) {
        case Parsed.Refused<MeasurementList>(Reason reason) -> found.put("reason", reason.code());
        case Parsed.Accepted<MeasurementList>(MeasurementList list) -> {
          found.putAll(ImaFields.of(list));
          Optional<ListReplay> replay = ListReplay.of(list, registers);
          found.put("replayed", replay.isPresent());
          if (replay.isPresent()) {
            found.put("entries_replayed", replay.get().entries().size());
            found.put("template_hash", replay.get().hash().bank());
            return new ImaExplanation(ImaClaims.of(replay.get()), fields);
          }
        }
      }
    }
    return new ImaExplanation(Map.of(), fields);
  }
}
