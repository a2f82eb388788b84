package dev.sealkeep.agent.device.configfs;

import com.sun.jna.Memory;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Descriptor;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A directory of our own below configfs-tsm's, with its attributes; closing removes it.
 *
 * @param calls the kernel
 * @param directory the instance
 */
record Instance(SystemCalls calls, Path directory) implements AutoCloseable {
  private static final int MODE = 0700;
  private static final int NAMES = 8;
  private static final int REMOVALS = 8;
  private static final int BUFFER_BYTES = 4096;
  private static final int TEXT_BYTES = 256;

  /** Makes an instance with a name that nobody has. */
  static Instance create(SystemCalls calls, Path root, RandomGenerator random)
      throws DeviceException {
    int result = 0;
    for (int i = 0; i < NAMES; i++) {
      Path directory = root.resolve("sealkeep-%016x".formatted(random.nextLong()));
      result = calls.mkdir(directory.toString(), MODE);
      if (result >= 0) {
        return new Instance(calls, directory);
      }
      if (Errno.of(result) != Errno.EEXIST) {
        break;
      }
    }
    throw new DeviceException(
        Descriptor.fault(result), "mkdir below %s: %s".formatted(root, Errno.display(result)));
  }

  /** Reads a text attribute without its newline. */
  String text(String attribute) throws DeviceException {
    return new String(blob(attribute, TEXT_BYTES), StandardCharsets.US_ASCII).strip();
  }

  /** Reads a text attribute that this kernel or provider may not have. */
  Optional<String> optionalText(String attribute) throws DeviceException {
    return optionalBlob(attribute, TEXT_BYTES)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip());
  }

  /** Whether there is an attribute that can be read; it is not read. */
  boolean has(String attribute) throws DeviceException {
    Path path = directory.resolve(attribute);
    int opened = calls.open(path.toString(), SystemCalls.READ_ONLY);
    if (Errno.of(opened) == Errno.ENOENT) {
      return false;
    }
    check(opened, "open", path);
    new Descriptor(calls, opened).close();
    return true;
  }

  /** Reads an attribute to its end. */
  byte[] blob(String attribute, int limit) throws DeviceException {
    return optionalBlob(attribute, limit)
        .orElseThrow(
            () ->
                new DeviceException(
                    DeviceFault.TSM_MALFORMED, "there is no " + directory.resolve(attribute)));
  }

  /**
   * Reads an attribute to its end, through a descriptor of its own, which shows it as it is now.
   */
  Optional<byte[]> optionalBlob(String attribute, int limit) throws DeviceException {
    Path path = directory.resolve(attribute);
    int opened = calls.open(path.toString(), SystemCalls.READ_ONLY);
    if (Errno.of(opened) == Errno.ENOENT) {
      return Optional.empty();
    }
    check(opened, "open", path);
    try (Descriptor file = new Descriptor(calls, opened);
        Memory buffer = new Memory(BUFFER_BYTES)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (true) {
        int length = (int) check(calls.read(file.number(), buffer, BUFFER_BYTES), "read", path);
        if (length == 0) {
          return Optional.of(bytes.toByteArray());
        }
        if (length > limit - bytes.size()) {
          throw new DeviceException(
              DeviceFault.TSM_TOO_LARGE, "%s exceeds %d bytes".formatted(path, limit));
        }
        bytes.writeBytes(buffer.getByteArray(0, length));
      }
    }
  }

  /** Writes an attribute in one piece. It takes effect as the descriptor is closed. */
  void write(String attribute, byte[] bytes) throws DeviceException {
    Path path = directory.resolve(attribute);
    int opened = (int) check(calls.open(path.toString(), SystemCalls.WRITE_ONLY), "open", path);
    try (Descriptor file = new Descriptor(calls, opened);
        Memory buffer = new Memory(bytes.length)) {
      buffer.write(0, bytes, 0, bytes.length);
      long written = check(calls.write(file.number(), buffer, bytes.length), "write", path);
      if (written != bytes.length) {
        throw new DeviceException(
            DeviceFault.TSM_MALFORMED,
            "%s took %d of %d bytes".formatted(path, written, bytes.length));
      }
    }
  }

  private static long check(long result, String call, Path path) throws DeviceException {
    if (result < 0) {
      throw new DeviceException(
          fault(result), "%s %s: %s".formatted(call, path, Errno.display(result)));
    }
    return result;
  }

  private static DeviceFault fault(long result) {
    return switch (Errno.of(result)) {
      case EBUSY, EAGAIN, EINTR -> DeviceFault.TSM_BUSY;
      case EINVAL -> DeviceFault.TSM_REFUSED;
      case ENXIO, ENODEV -> DeviceFault.TSM_NO_REPORT;
      case EFBIG -> DeviceFault.TSM_TOO_LARGE;
      case ENOTTY -> DeviceFault.VMPCK_DISABLED;
      case ETIMEDOUT -> DeviceFault.VMM_TIMEOUT;
      case EBADMSG -> DeviceFault.RESPONSE_UNAUTHENTIC;
      case EIO -> DeviceFault.DEVICE_IO;
      case ENOENT, ENOTDIR -> DeviceFault.TSM_MALFORMED;
      case EPERM, EACCES, EROFS, EISDIR, ENOMEM, ENFILE, EMFILE, ENOSPC, EFAULT, EEXIST, OTHER ->
          Descriptor.fault(result);
    };
  }

  /** A name left behind costs the kernel a little memory and nobody else anything. */
  @Override
  public void close() {
    for (int i = 0; i < REMOVALS; i++) {
      int result = calls.rmdir(directory.toString());
      if (Errno.of(result) != Errno.EBUSY && Errno.of(result) != Errno.EINTR) {
        return;
      }
    }
  }
}
