package dev.sealkeep.agent.device.gramine;

import com.sun.jna.Memory;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files whose content is made as they are opened, and which take effect with each write, so that a
 * value is written in one piece. Gramine, libos/include/libos_fs_pseudo.h.
 *
 * @param calls the kernel
 * @param root the folder
 */
record PseudoFiles(SystemCalls calls, Path root) {
  /**
   * Reads a file to its end, through native memory that is wiped.
   *
   * @param refused what EACCES means, by which Gramine answers whatever went wrong inside
   * @throws DeviceException {@link DeviceFault#SGX_MALFORMED} if it is longer than {@code limit}
   */
  byte[] read(String name, int limit, DeviceFault refused) throws DeviceException {
    Path path = root.resolve(name);
    int opened =
        (int) check(calls.open(path.toString(), SystemCalls.READ_ONLY), "open", path, refused);
    try (Descriptor file = new Descriptor(calls, opened);
        Memory buffer = new Memory(limit + 1L)) {
      try {
        int length = 0;
        while (length <= limit) {
          long count = calls.read(file.number(), buffer.share(length), limit + 1L - length);
          check(count, "read", path, refused);
          if (count == 0) {
            return buffer.getByteArray(0, length);
          }
          length += (int) count;
        }
        throw new DeviceException(
            DeviceFault.SGX_MALFORMED, "%s exceeds %d bytes".formatted(path, limit));
      } finally {
        buffer.clear();
      }
    }
  }

  /** Writes a value. */
  void write(String name, byte[] value, DeviceFault refused) throws DeviceException {
    Path path = root.resolve(name);
    int opened =
        (int) check(calls.open(path.toString(), SystemCalls.WRITE_ONLY), "open", path, refused);
    try (Descriptor file = new Descriptor(calls, opened);
        Memory buffer = new Memory(value.length)) {
      buffer.write(0, value, 0, value.length);
      long written =
          check(calls.write(file.number(), buffer, value.length), "write", path, refused);
      if (written != value.length) {
        throw new DeviceException(
            DeviceFault.SGX_MALFORMED,
            "%s took %d of %d bytes".formatted(path, written, value.length));
      }
    }
  }

  private static long check(long result, String call, Path path, DeviceFault refused)
      throws DeviceException {
    if (result < 0) {
      DeviceFault fault = Errno.of(result) == Errno.EACCES ? refused : Descriptor.fault(result);
      throw new DeviceException(fault, "%s %s: %s".formatted(call, path, Errno.display(result)));
    }
    return result;
  }

  /** Whether bytes are all zeros. */
  static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
