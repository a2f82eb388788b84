package dev.sealkeep.agent.volume.disk;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A disk, or a file in its place, whose content a hostile host may change at any time: what is read
 * twice may differ.
 */
public final class Disk implements Header.Source, AutoCloseable {
  /** Linux, asm-generic/fcntl.h: of a block device, that nobody else uses it. */
  private static final int O_EXCL = 0x80;

  private final Path path;
  private final FileChannel channel;
  private Optional<DiskLock> lock = Optional.empty();
  private Optional<Descriptor> claim = Optional.empty();

  private Disk(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a disk to read it. */
  public static Disk toRead(Path path) throws VolumeException {
    return open(path, Set.of(StandardOpenOption.READ));
  }

  /** Opens a disk to change it, and keeps other runs of this program from doing so meanwhile. */
  public static Disk toChange(Path path) throws VolumeException {
    Disk disk = open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      disk.lock = Optional.of(DiskLock.take(path));
      return disk;
    } catch (VolumeException busy) {
      disk.close();
      throw busy;
    }
  }

  private static Disk open(Path path, Set<StandardOpenOption> options) throws VolumeException {
    if (Files.isDirectory(path)) {
      throw new VolumeException(VolumeFault.DISK_UNSUITABLE, path + " is a folder");
    }
    try {
      // Neither pipe nor terminal: opening one could wait for ever.
      Object mode = Files.getAttribute(path, "unix:mode");
      int type = (Integer) mode & 0170000;
      if (type != 0100000 && type != 0060000) {
        throw new VolumeException(VolumeFault.DISK_UNSUITABLE, path.toString());
      }
      return new Disk(path, FileChannel.open(path, options));
    } catch (NoSuchFileException absent) {
      throw new VolumeException(VolumeFault.DISK_ABSENT, path.toString(), absent);
    } catch (AccessDeniedException denied) {
      throw new VolumeException(VolumeFault.DISK_PERMISSION, path.toString(), denied);
    } catch (IOException failed) {
      throw new VolumeException(VolumeFault.DISK_IO, "open " + path, failed);
    }
  }

  /**
   * Keeps everything else from using a block device, mounts and mappings included, until this is
   * closed. A file in its place nobody mounts.
   *
   * @throws VolumeException with {@link VolumeFault#DISK_BUSY}
   */
  public void claim() throws VolumeException {
    if (claim.isPresent()) {
      return;
    }
    try {
      claim = Optional.of(Descriptor.open(LibC.load(), path, SystemCalls.READ_WRITE | O_EXCL));
    } catch (DeviceException busy) {
      throw new VolumeException(VolumeFault.DISK_BUSY, busy.problem().detail(), busy);
    }
  }

  /** Whether something else uses a block device now: a mount or a mapping. */
  public boolean inUse() {
    try (Descriptor _ = Descriptor.open(LibC.load(), path, SystemCalls.READ_WRITE | O_EXCL)) {
      return false;
    } catch (DeviceException busy) {
      return true;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Its length in bytes. */
  public long size() throws VolumeException {
    try {
      return channel.size();
    } catch (IOException failed) {
      throw failed("size", failed);
    }
  }

  @Override
  public byte[] read(long offset, int length) throws VolumeException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {
        // A disk may give less at a time.
      }
    } catch (IOException failed) {
      throw failed("read at " + offset, failed);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Writes bytes; they are durable after {@link #flush}. */
  public void write(long offset, byte[] content) throws VolumeException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes, offset + bytes.position());
      }
    } catch (IOException failed) {
      throw failed("write at " + offset, failed);
    }
  }

  /** Makes what was written durable. */
  public void flush() throws VolumeException {
    try {
      channel.force(true);
    } catch (IOException failed) {
      throw failed("flush", failed);
    }
  }

  private VolumeException failed(String what, IOException failed) {
    return new VolumeException(
        VolumeFault.DISK_IO, "%s of %s: %s".formatted(what, path, failed.getMessage()), failed);
  }

  /** Closes it. What was written was flushed before, or is given up. */
  @Override
  public void close() {
    claim.ifPresent(Descriptor::close);
    lock.ifPresent(DiskLock::close);
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing hangs on it: durability was asked for by flush.
    }
  }
}
