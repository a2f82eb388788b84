package dev.sealkeep.agent.volume.cryptsetup;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;

/** The kernel's calls that a volume needs and Java lacks. */
final class Kernel {
  /** Linux, linux/memfd.h: close on exec. */
  private static final int MFD_CLOEXEC = 1;

  /** Linux, asm-generic/mman.h: pages that are there, that come, and each once it is touched. */
  private static final int MCL_CURRENT = 1;

  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  private Kernel() {}

  /** Makes JNA and the C library usable, turns core dumps off, and keeps memory from swapping. */
  static void prepare() throws VolumeException {
    try {
      var _ = LibC.load();
    } catch (DeviceException failed) {
      throw new VolumeException(VolumeFault.LIBRARY_ABSENT, failed.problem().display(), failed);
    }
    // Without the right to do so it stays as it is: an initrd has no swap.
    int _ = Functions.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
  }

  /** Makes a file in memory; its descriptor. */
  static int memoryFile(String name) throws VolumeException {
    int descriptor = Functions.memfd_create(name, MFD_CLOEXEC);
    if (descriptor < 0) {
      throw new VolumeException(
          VolumeFault.SYSTEM_MEMORY_FILE, "memfd_create: errno " + Native.getLastError());
    }
    return descriptor;
  }

  static void close(int descriptor) {
    int _ = Functions.close(descriptor);
  }

  /** Bound to the process itself, so that no library is searched for on disk. */
  @SuppressWarnings("MethodName") // as the C library spells them
  private static final class Functions {
    static {
      Native.register(Functions.class, NativeLibrary.getProcess());
    }

    private Functions() {}

    static native int memfd_create(String name, int flags);

    static native int mlockall(int flags);

    static native int close(int descriptor);
  }
}
