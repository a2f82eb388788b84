package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A Unix socket that carries bare commands and answers, as swtpm's {@code --server type=unixio}
 * does. There is no resource manager behind it.
 */
final class TpmSocket implements TpmChannel {
  /** Linux, stat.h: S_IFMT and S_IFSOCK. */
  private static final int TYPE_MASK = 0170000;

  private static final int SOCKET = 0140000;

  private final Path path;
  private final SocketChannel channel;

  private TpmSocket(Path path, SocketChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Whether a path is a socket. */
  static boolean isAt(Path path) {
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode
          && (mode & TYPE_MASK) == SOCKET;
    } catch (IOException | UnsupportedOperationException unclear) {
      return false;
    }
  }

  static TpmSocket open(Path path) throws DeviceException {
    try {
      return new TpmSocket(path, SocketChannel.open(UnixDomainSocketAddress.of(path)));
    } catch (IOException refused) {
      throw new DeviceException(
          DeviceFault.DEVICE_ABSENT, "nobody answers at %s".formatted(path), refused);
    }
  }

  @Override
  public byte[] exchange(byte[] command) throws DeviceException {
    try {
      ByteBuffer out = ByteBuffer.wrap(command);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteBuffer in = ByteBuffer.allocate(MAX_BYTES);
      fill(in, HEADER_BYTES);
      int size = in.getInt(Short.BYTES);
      if (size > HEADER_BYTES && size <= MAX_BYTES) {
        fill(in, size);
      }
      return Arrays.copyOf(in.array(), in.position());
    } catch (IOException failed) {
      throw new DeviceException(
          DeviceFault.TPM_IO, "%s: %s".formatted(path, failed.getClass().getSimpleName()), failed);
    }
  }

  /** Reads until the buffer holds so many bytes, or there are no more. */
  private void fill(ByteBuffer in, int size) throws IOException {
    in.limit(size);
    while (in.hasRemaining() && channel.read(in) >= 0) {
      // A stream gives what it has; the loop ends with the bytes or with the stream.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException nothingLost) {
      // Every answer was read whole before this.
    }
  }
}
