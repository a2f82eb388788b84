package dev.sealkeep.agent.device.tpm;

import com.sun.jna.Memory;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.nio.file.Path;

/**
 * The kernel's character device: one write is a command, one read its answer. Linux
 * drivers/char/tpm/tpm-dev-common.c.
 */
final class TpmDevice implements TpmChannel {
  private final SystemCalls calls;
  private final Path path;
  private final Descriptor file;

  private TpmDevice(SystemCalls calls, Path path, Descriptor file) {
    this.calls = calls;
    this.path = path;
    this.file = file;
  }

  /** Opens it. The bare device, unlike the resource manager, has one user at a time. */
  static TpmDevice open(SystemCalls calls, Path path) throws DeviceException {
    int result = calls.open(path.toString(), SystemCalls.READ_WRITE);
    if (result < 0) {
      DeviceFault fault =
          Errno.of(result) == Errno.EBUSY ? DeviceFault.TPM_BUSY : Descriptor.fault(result);
      throw new DeviceException(fault, "open %s: %s".formatted(path, Errno.display(result)));
    }
    return new TpmDevice(calls, path, new Descriptor(calls, result));
  }

  @Override
  public byte[] exchange(byte[] command) throws DeviceException {
    try (Memory buffer = new Memory(MAX_BYTES)) {
      buffer.write(0, command, 0, command.length);
      long written = check(calls.write(file.number(), buffer, command.length), "write");
      if (written != command.length) {
        throw new DeviceException(
            DeviceFault.TPM_IO, "%s took %d of %d bytes".formatted(path, written, command.length));
      }
      buffer.clear();
      int length = (int) check(calls.read(file.number(), buffer, MAX_BYTES), "read");
      byte[] answer = buffer.getByteArray(0, Math.min(length, MAX_BYTES));
      // An answer may hold what a credential held.
      buffer.clear();
      return answer;
    }
  }

  private long check(long result, String call) throws DeviceException {
    if (result < 0) {
      DeviceFault fault =
          switch (Errno.of(result)) {
            case EBUSY, EAGAIN, EINTR -> DeviceFault.TPM_BUSY;
            case EIO, EINVAL, ENOTTY, EBADMSG, ETIMEDOUT, EFBIG, OTHER -> DeviceFault.TPM_IO;
            case EPERM,
                ENOENT,
                ENXIO,
                ENOMEM,
                EACCES,
                EFAULT,
                EEXIST,
                ENODEV,
                ENOTDIR,
                EISDIR,
                ENFILE,
                EMFILE,
                ENOSPC,
                EROFS ->
                Descriptor.fault(result);
          };
      throw new DeviceException(fault, "%s %s: %s".formatted(call, path, Errno.display(result)));
    }
    return result;
  }

  @Override
  public void close() {
    file.close();
  }
}
