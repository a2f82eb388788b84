package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.secret.SecretBytes;

/** What came of checking a release answer. */
public sealed interface ReceiptOutcome {
  /**
   * Every check passed.
   *
   * @param key the key, which the caller closes
   * @param entry the log entry of this release
   * @param leafIndex where it stands in the log
   * @param checkpoint the signed tree that holds it
   */
  record Verified(SecretBytes key, Entry.Release entry, long leafIndex, Checkpoint checkpoint)
      implements ReceiptOutcome {}

  /** A check failed; no key. */
  record Untrusted(ReceiptFault fault) implements ReceiptOutcome {}
}
