package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.tpm.Tpm;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Says in a register that a key was used: what is measured is {@value #EVENT}, in ASCII. A policy
 * that wants the register as it was before then gives the key once a boot, and not to what the
 * opened disk brought along.
 *
 * @param registers the folder in which the kernel has a TD's registers
 */
public record Extension(Path registers) {
  /** What is measured. */
  public static final String EVENT = "sealkeep/used/v1";

  /** Linux, Documentation/ABI/testing/sysfs-devices-virtual-misc-tdx_guest. */
  public static final Extension OF_THIS_MACHINE =
      new Extension(Path.of("/sys/devices/virtual/misc/tdx_guest/measurements"));

  /** Extends a register. */
  public void extend(DeviceSettings settings, Register register) throws DeviceException {
    byte[] event = EVENT.getBytes(StandardCharsets.US_ASCII);
    switch (register.kind()) {
      case TPM -> {
        try (Tpm tpm = Tpm.open(settings.tpm().device(), LibC::load, Timing.SYSTEM)) {
          tpm.event(register.index(), event);
        }
      }
      case RTMR -> write(register, Sha2.sha384(event));
    }
  }

  /** One write of 48 bytes extends. */
  private void write(Register register, byte[] digest) throws DeviceException {
    Path file = registers.resolve("rtmr%d:sha384".formatted(register.index()));
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      out.write(digest);
    } catch (IOException failed) {
      throw new DeviceException(
          DeviceFault.REGISTER_UNWRITABLE, "%s: %s".formatted(file, failed.getMessage()), failed);
    }
  }
}
