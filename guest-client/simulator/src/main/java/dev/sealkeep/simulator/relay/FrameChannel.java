package dev.sealkeep.simulator.relay;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.Optional;

/** Frames over a byte channel; see {@link FrameType}. Not thread-safe. */
public final class FrameChannel {
  private static final int HEAD_BYTES = 5;

  private final ByteChannel channel;

  /** Frames over {@code channel}, which the caller closes. */
  public FrameChannel(ByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads one frame; empty at the end of the channel.
   *
   * @throws IOException if the channel ends within a frame or carries none
   */
  public Optional<Frame> read() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    if (channel.read(head) < 0) {
      return Optional.empty();
    }
    fill(head);
    int length = head.getInt(0) - 1;
    int code = Byte.toUnsignedInt(head.get(4));
    if (length < 0 || length > Frame.MOST_PAYLOAD_BYTES) {
      throw new ProtocolException("a frame of " + length + " bytes");
    }
    FrameType type =
        FrameType.of(code).orElseThrow(() -> new ProtocolException("no frame has code " + code));
    ByteBuffer payload = ByteBuffer.allocate(length);
    fill(payload);
    return Optional.of(new Frame(type, payload.flip()));
  }

  /** Writes one frame and wipes the copy that it made of it, which may hold a key. */
  public void write(FrameType type, byte[]... parts) throws IOException {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + length);
    bytes.putInt(length + 1).put((byte) type.code());
    for (byte[] part : parts) {
      bytes.put(part);
    }
    bytes.flip();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      Arrays.fill(bytes.array(), (byte) 0);
    }
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the channel ended within a frame");
      }
    }
  }
}
