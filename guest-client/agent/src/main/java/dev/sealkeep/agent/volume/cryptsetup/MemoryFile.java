package dev.sealkeep.agent.volume.cryptsetup;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A file without a name in this process' memory (memfd_create(2)) that holds a header: no host can
 * change it. libcryptsetup opens it by its path below {@code /proc/self/fd}.
 */
public final class MemoryFile implements Header.Source, AutoCloseable {
  private final int descriptor;
  private final FileChannel channel;

  private MemoryFile(int descriptor, FileChannel channel) {
    this.descriptor = descriptor;
    this.channel = channel;
  }

  /** Makes a file of zeros. */
  static MemoryFile blank(long bytes) throws VolumeException {
    int descriptor = Kernel.memoryFile("sealkeep-header");
    try {
      FileChannel channel =
          FileChannel.open(path(descriptor), StandardOpenOption.READ, StandardOpenOption.WRITE);
      MemoryFile file = new MemoryFile(descriptor, channel);
      file.write(bytes - 1, new byte[1]);
      return file;
    } catch (IOException failed) {
      Kernel.close(descriptor);
      throw new VolumeException(VolumeFault.SYSTEM_MEMORY_FILE, failed.toString(), failed);
    }
  }

  /**
   * Makes a file of a checked header and the areas of its slots.
   *
   * @param areas where the areas are read
   */
  public static MemoryFile of(Header header, Header.Source areas, RandomGenerator random)
      throws VolumeException {
    MemoryFile file = blank(Math.max(header.bytes(), header.metadata().segment().offset()));
    try {
      long at = 0;
      for (byte[] copy : header.encode(random)) {
        file.write(at, copy);
        at += copy.length;
      }
      for (Keyslot slot : header.metadata().keyslots().values()) {
        byte[] area = areas.read(slot.area().offset(), (int) slot.area().bytes());
        file.write(slot.area().offset(), area);
      }
      return file;
    } catch (VolumeException failed) {
      file.close();
      throw failed;
    }
  }

  private static Path path(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** How this process opens it. */
  Path path() {
    return path(descriptor);
  }

  @Override
  public byte[] read(long offset, int length) throws VolumeException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {
        // Until all is there or the file ends.
      }
    } catch (IOException failed) {
      throw new VolumeException(VolumeFault.SYSTEM_MEMORY_FILE, failed.toString(), failed);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private void write(long offset, byte[] content) throws VolumeException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes, offset + bytes.position());
      }
    } catch (IOException failed) {
      throw new VolumeException(VolumeFault.SYSTEM_MEMORY_FILE, failed.toString(), failed);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Memory that nobody can reach any more.
    }
    Kernel.close(descriptor);
  }
}
