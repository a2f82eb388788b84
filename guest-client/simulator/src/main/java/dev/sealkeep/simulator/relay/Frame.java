package dev.sealkeep.simulator.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One frame.
 *
 * @param type what it is
 * @param payload its payload, big-endian, read from the front
 */
public record Frame(FrameType type, ByteBuffer payload) {
  /** The largest payload. */
  public static final int MOST_PAYLOAD_BYTES = 1 << 18;

  /** A frame around those bytes. */
  public static Frame of(FrameType type, byte[] payload) {
    return new Frame(type, ByteBuffer.wrap(payload));
  }

  /** What is left of the payload. */
  public byte[] rest() {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  /** What is left of the payload, as text. */
  public String text() {
    return new String(rest(), StandardCharsets.UTF_8);
  }
}
