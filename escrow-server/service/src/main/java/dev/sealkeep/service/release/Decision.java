package dev.sealkeep.service.release;

import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.service.state.Workload;
import java.util.Map;

/** What the pipeline decided, before anything is committed. */
sealed interface Decision {
  /** The id under which guest and tenant speak of it. */
  DecisionId id();

  /** A stable reason code. */
  String reason();

  /** What the tenant may read, ready for JSON. */
  Map<String, Object> explanation();

  /** Whether the guest is given what it asked for. */
  default boolean grants() {
    return switch (this) {
      case Release release -> true;
      case Preflight preflight -> preflight.permitted();
      case Denial denial -> false;
      case Unverified unverified -> false;
    };
  }

  /** The key may leave, sealed to the recipient. */
  record Release(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      Map<String, Object> explanation,
      HpkeSender.Sealed sealed)
      implements Decision {
    @Override
    public String reason() {
      return "policy.permitted";
    }
  }

  /**
   * A machine is told whether its next boot will be given the key. It gets none.
   *
   * @param permitted the answer
   */
  record Preflight(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      NextBoot question,
      boolean permitted,
      String reason,
      Map<String, Object> explanation)
      implements Decision {}

  /**
   * Verified evidence was refused.
   *
   * @param entry whether the denial gets a log entry of its own
   */
  record Denial(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      String reason,
      Map<String, Object> explanation,
      boolean entry)
      implements Decision {}

  /** The evidence did not verify. */
  record Unverified(DecisionId id, String reason, Map<String, Object> explanation)
      implements Decision {}
}
