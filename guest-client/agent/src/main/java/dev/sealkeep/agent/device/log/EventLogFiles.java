package dev.sealkeep.agent.device.log;

import dev.sealkeep.agent.configuration.LogChoice;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.MessageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the logs that a choice names. */
public final class EventLogFiles {
  /** The firmware's log of what it extended into a TPM. */
  public static final Path FIRMWARE = Path.of("/sys/kernel/security/tpm0/binary_bios_measurements");

  /** The firmware's log of what it extended into the registers of a TD. */
  public static final Path CCEL = Path.of("/sys/firmware/acpi/tables/data/CCEL");

  private static final String ANY_KIND = "log";
  private static final int KIND_CHARS = 63;

  /**
   * A log's area is reserved as a whole, up to 1 MiB, and filled up with bytes of all ones or
   * zeros. Of these so many stay, because an event may end in the same bytes.
   */
  private static final int PADDING_BYTES = 4096;

  private static final int AREA_BYTES = 1 << 20;

  private EventLogFiles() {}

  /**
   * Reads the logs.
   *
   * @param usual the log that counts as the usual one, which may be absent
   * @throws DeviceException {@link DeviceFault#LOG_UNREADABLE} or {@link DeviceFault#LOG_TOO_LARGE}
   */
  public static List<EventLog> read(LogChoice choice, Path usual) throws DeviceException {
    return switch (choice) {
      case LogChoice.Usual() -> Files.exists(usual) ? List.of(log(usual)) : List.of();
      case LogChoice.Named(List<Path> files) -> {
        List<EventLog> logs = new ArrayList<>();
        for (Path file : files) {
          logs.add(log(file));
        }
        yield logs;
      }
    };
  }

  private static EventLog log(Path file) throws DeviceException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = withoutPadding(in.readNBytes(AREA_BYTES + 1));
      if (bytes.length > MessageLimits.EVENT_LOG_BYTES) {
        throw new DeviceException(
            DeviceFault.LOG_TOO_LARGE,
            "%s exceeds %d bytes".formatted(file, MessageLimits.EVENT_LOG_BYTES));
      }
      return new EventLog(kind(file), bytes);
    } catch (IOException failed) {
      throw new DeviceException(DeviceFault.LOG_UNREADABLE, file.toString(), failed);
    }
  }

  private static byte[] withoutPadding(byte[] area) {
    int end = area.length;
    while (end > 0 && isPadding(area[end - 1]) && area[end - 1] == area[area.length - 1]) {
      end--;
    }
    return Arrays.copyOf(area, Math.min(area.length, end + PADDING_BYTES));
  }

  private static boolean isPadding(byte last) {
    return last == 0 || last == (byte) 0xFF;
  }

  /** The file's name, as far as it can stand in a request. */
  private static String kind(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.length() <= KIND_CHARS && name.matches("[a-z0-9][a-z0-9._-]*") ? name : ANY_KIND;
  }
}
