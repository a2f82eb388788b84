package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;

/** What came of checking the answer to a preflight. */
public sealed interface PreflightOutcome {
  /**
   * Every check passed.
   *
   * @param entry the log entry, with the answer
   * @param leafIndex where it stands in the log
   * @param checkpoint the signed tree that holds it
   */
  record Verified(Entry.Preflight entry, long leafIndex, Checkpoint checkpoint)
      implements PreflightOutcome {}

  /** A check failed; there is no answer. */
  record Untrusted(ReceiptFault fault) implements PreflightOutcome {}
}
