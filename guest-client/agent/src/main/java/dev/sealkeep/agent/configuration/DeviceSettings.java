package dev.sealkeep.agent.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the devices are. {@link ConfigurationKey} documents each member's spelling.
 *
 * @param choice which interface to an SEV-SNP device is used
 * @param tsm the directory {@code tsm/report} of configfs
 * @param sevGuest the character device of SEV-SNP
 * @param tpm how a TPM is used
 * @param gramine the folder of Gramine's attestation files
 * @param azureMetadata the base URL of Azure's metadata service
 * @param eventLogs which event logs go beside the evidence
 * @param extend what is extended once the key was used
 */
public record DeviceSettings(
    DeviceChoice choice,
    Path tsm,
    Path sevGuest,
    TpmSettings tpm,
    Path gramine,
    URI azureMetadata,
    LogChoice eventLogs,
    Optional<Register> extend) {
  /** Where a kernel has them. */
  public static final DeviceSettings DEFAULT =
      new DeviceSettings(
          DeviceChoice.AUTO,
          Path.of("/sys/kernel/config/tsm/report"),
          Path.of("/dev/sev-guest"),
          TpmSettings.DEFAULT,
          Path.of("/dev/attestation"),
          URI.create("http://169.254.169.254"),
          new LogChoice.Usual(),
          Optional.empty());

  /** The same with an SEV-SNP device elsewhere. */
  public DeviceSettings withSnp(DeviceChoice otherChoice, Path otherTsm, Path otherSevGuest) {
    return new DeviceSettings(
        otherChoice, otherTsm, otherSevGuest, tpm, gramine, azureMetadata, eventLogs, extend);
  }

  /** The same with a TPM used otherwise. */
  public DeviceSettings withTpm(TpmSettings other) {
    return new DeviceSettings(
        choice, tsm, sevGuest, other, gramine, azureMetadata, eventLogs, extend);
  }

  /** The same with Gramine's files elsewhere. */
  public DeviceSettings withGramine(Path other) {
    return new DeviceSettings(choice, tsm, sevGuest, tpm, other, azureMetadata, eventLogs, extend);
  }

  /** The same with other event logs. */
  public DeviceSettings withEventLogs(LogChoice other) {
    return new DeviceSettings(choice, tsm, sevGuest, tpm, gramine, azureMetadata, other, extend);
  }
}
