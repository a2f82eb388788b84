package dev.sealkeep.service.fault.history;

import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;

/** What a client was told. */
public sealed interface Answer {
  /** A challenge. */
  record Challenged() implements Answer {}

  /**
   * A key with a receipt that held.
   *
   * @param decision the decision's id, hex
   * @param version of the key
   * @param fingerprint of what was opened, hex
   * @param index where the receipt says that the entry is
   * @param leaf what the entry and salt of the receipt commit to
   * @param checkpoint what the receipt proves the leaf under
   */
  record Released(
      String decision,
      int version,
      String fingerprint,
      long index,
      Leaf leaf,
      Checkpoint checkpoint)
      implements Answer {}

  /** A key with a receipt that the guest does not accept. */
  record Untrusted(String fault) implements Answer {}

  /**
   * A change was made.
   *
   * @param version the policy's, the set's or the sealing key's
   * @param index of its entry
   */
  record Changed(long version, long index) implements Answer {}

  /** A checkpoint. */
  record Seen(Checkpoint checkpoint) implements Answer {}

  /** A problem. */
  record Refused(int status, String code) implements Answer {
    /** Whether what was asked may have been done all the same, or may yet be. */
    public boolean leavesOpen() {
      return status >= 500;
    }
  }

  /** No answer came, so what was asked may have been done, or may yet be. */
  record Nothing(String why) implements Answer {}
}
