package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.PcrSelection;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.tpm.Tpm;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.preflight.UsedRegister;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says in a register that a key was used: what is measured is {@value #EVENT}, in ASCII. A policy
 * that wants the register as it was before then gives the key once a boot, and not to what the
 * opened disk brought along.
 *
 * @param registers the folder in which the kernel has a TD's registers
 */
public record Extension(Path registers) {
  private static final int RTMR_BYTES = 48;

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

  /** Reads a register, of a TPM in each bank of which the configuration has it quoted. */
  public List<UsedRegister> read(DeviceSettings settings, Register register)
      throws DeviceException {
    return switch (register.kind()) {
      case TPM -> pcrs(settings, register);
      case RTMR -> List.of(new UsedRegister(register, "", contents(register)));
    };
  }

  private static List<UsedRegister> pcrs(DeviceSettings settings, Register register)
      throws DeviceException {
    List<PcrSelection.Bank> banks =
        settings.tpm().pcrs().banks().stream()
            .filter(bank -> bank.pcrs().contains(register.index()))
            .map(bank -> new PcrSelection.Bank(bank.bank(), List.of(register.index())))
            .toList();
    if (banks.isEmpty()) {
      return List.of();
    }
    List<UsedRegister> values = new ArrayList<>();
    try (Tpm tpm = Tpm.open(settings.tpm().device(), LibC::load, Timing.SYSTEM)) {
      tpm.readPcrs(new PcrSelection(banks))
          .values()
          .forEach(
              (bank, pcrs) ->
                  pcrs.forEach(
                      (_, value) ->
                          values.add(new UsedRegister(register, bank.spelling(), value))));
    }
    return values;
  }

  private Path file(Register register) {
    return registers.resolve("rtmr%d:sha384".formatted(register.index()));
  }

  private byte[] contents(Register register) throws DeviceException {
    Path file = file(register);
    try (InputStream in = new FileInputStream(file.toFile())) {
      return in.readNBytes(RTMR_BYTES);
    } catch (IOException failed) {
      throw new DeviceException(
          DeviceFault.REGISTER_UNREADABLE, "%s: %s".formatted(file, failed.getMessage()), failed);
    }
  }

  /** One write of 48 bytes extends. */
  private void write(Register register, byte[] digest) throws DeviceException {
    Path file = file(register);
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      out.write(digest);
    } catch (IOException failed) {
      throw new DeviceException(
          DeviceFault.REGISTER_UNWRITABLE, "%s: %s".formatted(file, failed.getMessage()), failed);
    }
  }
}
