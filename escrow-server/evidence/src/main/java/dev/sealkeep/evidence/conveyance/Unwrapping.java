package dev.sealkeep.evidence.conveyance;

import dev.sealkeep.evidence.Reason;
import java.util.List;

/** What came of unwrapping a blob. */
public sealed interface Unwrapping {
  /** The blob is no wrapper; it may be raw evidence. */
  record NotWrapped() implements Unwrapping {}

  /**
   * The messages in the wrapper.
   *
   * @param messages at least one, in the order of a JSON wrapper; in no particular one otherwise
   */
  record Wrapped(List<Message> messages) implements Unwrapping {
    /** Copies {@code messages}. */
    public Wrapped {
      messages = List.copyOf(messages);
    }
  }

  /** The blob starts as a wrapper does, but cannot be unwrapped. */
  record Malformed(Reason reason) implements Unwrapping {}

  /**
   * One message.
   *
   * @param tag the technology that its type names, such as {@code aws-nitro}
   * @param blob the raw bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // a raw blob; compared by digest, never by equals
  record Message(String tag, byte[] blob) {}
}
