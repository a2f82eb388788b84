package dev.sealkeep.agent.device.syscall;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.nio.file.Path;

/**
 * An open file of a device, closed at the end of its block.
 *
 * @param calls the kernel
 * @param number the descriptor
 */
public record Descriptor(SystemCalls calls, int number) implements AutoCloseable {
  /**
   * Opens a path.
   *
   * @throws DeviceException with the fault of the errno
   */
  public static Descriptor open(SystemCalls calls, Path path, int access) throws DeviceException {
    int result = calls.open(path.toString(), access);
    if (result < 0) {
      throw new DeviceException(
          fault(result), "open %s: %s".formatted(path, Errno.display(result)));
    }
    return new Descriptor(calls, result);
  }

  /** The fault of a negative result of a call that names a path. */
  public static DeviceFault fault(long result) {
    return switch (Errno.of(result)) {
      case ENOENT, ENODEV, ENXIO, ENOTDIR -> DeviceFault.DEVICE_ABSENT;
      case EPERM, EACCES, EROFS -> DeviceFault.DEVICE_PERMISSION;
      case EISDIR -> DeviceFault.DEVICE_UNSUITABLE;
      case ENOMEM, ENFILE, EMFILE, ENOSPC -> DeviceFault.SYSTEM_RESOURCES;
      case EINTR,
          EIO,
          EAGAIN,
          EFAULT,
          EBUSY,
          EEXIST,
          EINVAL,
          ENOTTY,
          EFBIG,
          EBADMSG,
          ETIMEDOUT,
          OTHER ->
          DeviceFault.SYSTEM_ERROR;
    };
  }

  /** Closes it. Its result carries no news: what was written was checked otherwise. */
  @Override
  public void close() {
    int _ = calls.close(number);
  }
}
