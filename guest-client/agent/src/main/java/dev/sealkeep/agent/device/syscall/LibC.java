package dev.sealkeep.agent.device.syscall;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;

/** The C library that the process already has, for Linux on 64-bit machines. */
public final class LibC implements SystemCalls {
  /** Linux, asm-generic/fcntl.h; the same on x86-64 and arm64. */
  private static final int O_CLOEXEC = 0x80000;

  private static final String LIBRARY_PATH = "jna.platform.library.path";

  /** Linux, linux/prctl.h. */
  private static final int PR_GET_DUMPABLE = 3;

  private static final int PR_SET_DUMPABLE = 4;

  private LibC() {}

  /**
   * Loads the library and turns core dumps off.
   *
   * @throws DeviceException if JNA's own library cannot be loaded
   */
  public static SystemCalls load() throws DeviceException {
    nameLibraryFolders();
    try {
      // The process counts as undumpable: no core file, and no other process of the user attaches.
      int _ = Functions.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
      return new LibC();
    } catch (Error broken) {
      // A missing library is a LinkageError, one of another version a plain Error.
      throw new DeviceException(DeviceFault.DEVICE_LIBRARY, reason(broken), broken);
    }
  }

  /** After the process's first try, whichever thread made it, only the cause says what it lacks. */
  private static String reason(Error broken) {
    Throwable first =
        broken instanceof NoClassDefFoundError && broken.getCause() != null
            ? broken.getCause()
            : broken;
    return String.valueOf(first.getMessage()).strip();
  }

  /** Without this property JNA runs {@code ldconfig} to learn where libraries are. */
  private static void nameLibraryFolders() {
    if (System.getProperty(LIBRARY_PATH) == null) {
      String machine = System.getProperty("os.arch", "").equals("amd64") ? "x86_64" : "aarch64";
      System.setProperty(
          LIBRARY_PATH,
          "/lib/%1$s-linux-gnu:/usr/lib/%1$s-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib"
              .formatted(machine));
    }
  }

  /** Whether the process would leave a core file. */
  static boolean dumpable() {
    return Functions.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0;
  }

  @Override
  public int open(String path, int access) {
    return (int) result(Functions.open(path, access | O_CLOEXEC));
  }

  @Override
  public long read(int descriptor, Pointer buffer, long length) {
    return result(Functions.read(descriptor, buffer, length));
  }

  @Override
  public long write(int descriptor, Pointer buffer, long length) {
    return result(Functions.write(descriptor, buffer, length));
  }

  @Override
  public int ioctl(int descriptor, long request, Pointer argument) {
    return (int) result(Functions.ioctl(descriptor, request, argument));
  }

  @Override
  public int close(int descriptor) {
    return (int) result(Functions.close(descriptor));
  }

  @Override
  public int mkdir(String path, int mode) {
    return (int) result(Functions.mkdir(path, mode));
  }

  @Override
  public int rmdir(String path) {
    return (int) result(Functions.rmdir(path));
  }

  /** JNA keeps a thread's errno from the moment its call returned. */
  private static long result(long returned) {
    return returned < 0 ? -Native.getLastError() : returned;
  }

  /** Bound to the process itself, so that no library is searched for on disk. */
  private static final class Functions {
    static {
      Native.register(Functions.class, NativeLibrary.getProcess());
    }

    private Functions() {}

    static native int open(String path, int flags);

    static native long read(int descriptor, Pointer buffer, long length);

    static native long write(int descriptor, Pointer buffer, long length);

    static native int ioctl(int descriptor, long request, Pointer argument);

    static native int close(int descriptor);

    static native int mkdir(String path, int mode);

    static native int rmdir(String path);

    static native int prctl(int option, long second, long third, long fourth, long fifth);
  }
}
