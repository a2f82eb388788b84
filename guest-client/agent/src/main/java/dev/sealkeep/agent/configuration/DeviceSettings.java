package dev.sealkeep.agent.configuration;

import java.nio.file.Path;

/**
 * Where the devices are. {@link ConfigurationKey} documents each member's spelling.
 *
 * @param choice which interface is used
 * @param tsm the directory {@code tsm/report} of configfs
 * @param sevGuest the character device
 */
public record DeviceSettings(DeviceChoice choice, Path tsm, Path sevGuest) {
  /** Where a kernel has them. */
  public static final DeviceSettings DEFAULT =
      new DeviceSettings(
          DeviceChoice.AUTO, Path.of("/sys/kernel/config/tsm/report"), Path.of("/dev/sev-guest"));
}
