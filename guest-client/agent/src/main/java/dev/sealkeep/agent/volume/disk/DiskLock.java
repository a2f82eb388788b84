package dev.sealkeep.agent.volume.disk;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import java.nio.file.Path;

/**
 * Keeps other runs of this program from changing a disk. It belongs to its own open file, where the
 * lock of a {@link java.nio.channels.FileChannel} belongs to the process and ends as soon as
 * libcryptsetup, or anybody else in it, closes the same disk. It is not flock(2), which
 * libcryptsetup waits for on files.
 *
 * @param file the open file
 */
record DiskLock(Descriptor file) implements AutoCloseable {
  /** Linux, asm-generic/fcntl.h. */
  private static final int F_OFD_SETLK = 37;

  private static final short F_WRLCK = 1;

  /** {@code struct flock} of 64-bit machines, of which all but the type stays 0: the whole file. */
  private static final int FLOCK_BYTES = 32;

  /**
   * Takes it.
   *
   * @throws VolumeException with {@link VolumeFault#DISK_BUSY} if another run has it
   */
  static DiskLock take(Path disk) throws VolumeException {
    try {
      DiskLock lock = new DiskLock(Descriptor.open(LibC.load(), disk, SystemCalls.READ_WRITE));
      lock.lock(disk);
      return lock;
    } catch (DeviceException failed) {
      throw new VolumeException(VolumeFault.DISK_IO, failed.problem().detail(), failed);
    }
  }

  private void lock(Path disk) throws VolumeException {
    int errno;
    try (Memory whole = new Memory(FLOCK_BYTES)) {
      whole.clear();
      whole.setShort(0, F_WRLCK);
      if (Functions.fcntl(file.number(), F_OFD_SETLK, whole) >= 0) {
        return;
      }
      errno = Native.getLastError();
    }
    close();
    if (Errno.of(-errno) == Errno.EAGAIN) {
      throw new VolumeException(VolumeFault.DISK_BUSY, disk + " is locked by another run");
    }
    throw new VolumeException(
        VolumeFault.DISK_IO, "lock of %s: %s".formatted(disk, Errno.display(-errno)));
  }

  @Override
  public void close() {
    file.close();
  }

  /** Bound to the process itself, so that no library is searched for on disk. */
  private static final class Functions {
    static {
      Native.register(Functions.class, NativeLibrary.getProcess());
    }

    private Functions() {}

    static native int fcntl(int descriptor, int command, Pointer argument);
  }
}
