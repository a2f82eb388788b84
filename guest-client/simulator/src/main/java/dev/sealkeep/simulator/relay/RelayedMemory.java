package dev.sealkeep.simulator.relay;

import dev.sealkeep.simulator.device.UserMemory;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Memory of a process that the front end can reach. */
final class RelayedMemory implements UserMemory {
  private final FrameChannel channel;

  RelayedMemory(FrameChannel channel) {
    this.channel = channel;
  }

  @Override
  public Optional<byte[]> read(long address, int length) throws IOException {
    channel.write(FrameType.FETCH, ByteBuffer.allocate(12).putLong(address).putInt(length).array());
    Frame answer = answer(FrameType.MEMORY);
    boolean readable = answer.payload().get() == 1;
    byte[] bytes = answer.rest();
    if (readable && bytes.length != length) {
      throw new ProtocolException("asked for " + length + " bytes, got " + bytes.length);
    }
    return readable ? Optional.of(bytes) : Optional.empty();
  }

  @Override
  public boolean write(long address, byte[] bytes) throws IOException {
    channel.write(FrameType.STORE, ByteBuffer.allocate(8).putLong(address).array(), bytes);
    return answer(FrameType.STORED).payload().get() == 1;
  }

  private Frame answer(FrameType expected) throws IOException {
    Frame frame =
        channel.read().orElseThrow(() -> new EOFException("the front end left within a call"));
    if (frame.type() != expected) {
      throw new ProtocolException(frame.type() + " in place of " + expected);
    }
    return frame;
  }
}
