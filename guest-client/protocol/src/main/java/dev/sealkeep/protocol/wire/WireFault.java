package dev.sealkeep.protocol.wire;

/**
 * The first fault in a message.
 *
 * @param reason what is wrong
 * @param position the byte offset at which it was found
 * @param path where in the message, such as {@code evidence[1].auxiliary}; empty for the whole. Of
 *     member names that the sender chose it holds none, so it is safe to log
 */
public record WireFault(WireReason reason, int position, String path) {
  /** The code, the path and the offset, for a person. */
  public String display() {
    return path.isEmpty()
        ? "%s at byte %d".formatted(reason.code(), position)
        : "%s in %s at byte %d".formatted(reason.code(), path, position);
  }
}
