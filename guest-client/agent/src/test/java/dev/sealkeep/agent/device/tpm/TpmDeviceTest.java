package dev.sealkeep.agent.device.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The character device over a kernel of a test's making. */
final class TpmDeviceTest {
  private static final Path PATH = Path.of("/dev/tpmrm0");
  private final Kernel kernel = new Kernel();

  /** One open file; each call gives what it is told to. */
  private static final class Kernel implements SystemCalls {
    int open = 3;
    long read = 12;
    long written = 2;
    byte[] command = {};
    int closed;

    @Override
    public int open(String path, int access) {
      assertThat(path).isEqualTo("/dev/tpmrm0");
      assertThat(access).isEqualTo(READ_WRITE);
      return open;
    }

    @Override
    public long read(int descriptor, Pointer buffer, long length) {
      assertThat(length).isEqualTo(4096);
      for (int i = 0; i < read; i++) {
        buffer.setByte(i, (byte) i);
      }
      return read;
    }

    @Override
    public long write(int descriptor, Pointer buffer, long length) {
      command = buffer.getByteArray(0, (int) length);
      return written;
    }

    @Override
    public int ioctl(int descriptor, long request, Pointer argument) {
      throw new AssertionError("no ioctl");
    }

    @Override
    public int close(int descriptor) {
      closed++;
      return 0;
    }

    @Override
    public int mkdir(String path, int mode) {
      throw new AssertionError("no directory");
    }

    @Override
    public int rmdir(String path) {
      throw new AssertionError("no directory");
    }
  }

  private DeviceFault fault(ThrowingCallable call) {
    DeviceException failed = catchThrowableOfType(DeviceException.class, call);
    assertThat(failed).isNotNull();
    assertThat(failed.problem().detail()).contains("/dev/tpmrm0");
    return failed.problem().fault();
  }

  private byte[] exchange() throws DeviceException {
    try (TpmDevice device = TpmDevice.open(kernel, PATH)) {
      return device.exchange(new byte[] {9, 8});
    }
  }

  @Test
  void commandIsOneWriteAndItsAnswerOneRead() throws DeviceException {
    assertThat(exchange()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(kernel.command).containsExactly(9, 8);
    assertThat(kernel.closed).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ENOENT, DEVICE_ABSENT",
    "EACCES, DEVICE_PERMISSION",
    "EBUSY, TPM_BUSY",
    "EMFILE, SYSTEM_RESOURCES"
  })
  void deviceThatCannotBeOpenedIsNamed(Errno errno, DeviceFault expected) {
    kernel.open = -errno.number();
    assertThat(fault(this::exchange)).isEqualTo(expected);
    assertThat(kernel.closed).isZero();
  }

  @ParameterizedTest
  @CsvSource({"EIO, TPM_IO", "EBUSY, TPM_BUSY", "ETIMEDOUT, TPM_IO", "EPERM, DEVICE_PERMISSION"})
  void exchangeThatBreaksOffIsNamedAndTheDeviceClosed(Errno errno, DeviceFault expected) {
    kernel.written = -errno.number();
    assertThat(fault(this::exchange)).isEqualTo(expected);
    kernel.written = 2;
    kernel.read = -errno.number();
    assertThat(fault(this::exchange)).isEqualTo(expected);
    assertThat(kernel.closed).isEqualTo(2);
  }

  @Test
  void commandThatIsTakenInPartIsNone() {
    kernel.written = 1;
    assertThat(fault(this::exchange)).isEqualTo(DeviceFault.TPM_IO);
  }
}
