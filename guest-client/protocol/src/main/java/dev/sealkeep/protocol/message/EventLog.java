package dev.sealkeep.protocol.message;

/**
 * A log of boot events, uninterpreted.
 *
 * @param kind how to read it: {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param log the raw log, at most 256 KiB
 */
@SuppressWarnings("ArrayRecordComponent") // a raw blob; never compared
public record EventLog(String kind, byte[] log) {
  /** Names the kind and the size. */
  @Override
  public String toString() {
    return "EventLog[%s, %d bytes]".formatted(kind, log.length);
  }
}
