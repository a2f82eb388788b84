package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.configfs.Provider;
import dev.sealkeep.agent.device.configfs.TsmReports;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.device.report.SnpReport;
import dev.sealkeep.agent.device.sevguest.SevGuest;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * An SEV-SNP guest's device: configfs-tsm where SEV-SNP serves it, else {@code /dev/sev-guest}, as
 * the settings say.
 */
public final class SnpSource implements DeviceSource {
  private final DeviceSettings settings;
  private final Kernel kernel;
  private final Timing timing;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual paths. */
  public SnpSource() {
    this(DeviceSettings.DEFAULT, LibC::load, Timing.SYSTEM, Patience.DEFAULT);
  }

  SnpSource(DeviceSettings settings, Kernel kernel, Timing timing, Patience patience) {
    this.settings = settings;
    this.kernel = kernel;
    this.timing = timing;
    this.patience = patience;
  }

  @Override
  public SnpSource with(DeviceSettings other, Patience otherPatience) {
    return new SnpSource(other, kernel, timing, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.AMD_SEV_SNP;
  }

  /**
   * Whether a device is there. Where a directory of configfs-tsm cannot be looked into, it counts
   * as there, so that collecting says what is wrong with it.
   */
  @Override
  public boolean present() {
    return switch (settings.choice()) {
      case AUTO -> Files.exists(settings.sevGuest()) || tsmIsOurs();
      case CONFIGFS_TSM -> tsmIsOurs();
      case SEV_GUEST -> Files.exists(settings.sevGuest());
    };
  }

  private boolean tsmIsOurs() {
    if (!Files.isDirectory(settings.tsm())) {
      return false;
    }
    try {
      return patience.await(() -> tsm().served(), _ -> {});
    } catch (DeviceException unclear) {
      return unclear.problem().fault() != DeviceFault.DEVICE_ABSENT;
    }
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    try {
      SnpReport report = patience.await(() -> report(reportData.clone()), _ -> {});
      return new EvidenceItem(technology(), report.report(), report.certificates());
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }

  /**
   * What keys may be derived on this machine, of a report over random data.
   *
   * @throws DeviceException as obtaining one does
   */
  public static DerivationLimits limits(DeviceSettings settings) throws DeviceException {
    byte[] challenge = new byte[SnpReport.REPORT_DATA_BYTES];
    new SecureRandom().nextBytes(challenge);
    return new SnpSource(settings, LibC::load, Timing.SYSTEM, Patience.DEFAULT)
        .report(challenge)
        .limits();
  }

  private SnpReport report(byte[] reportData) throws DeviceException {
    return switch (settings.choice()) {
      case AUTO -> {
        Optional<SnpReport> report = fromTsmIfOurs(reportData);
        yield report.isPresent() ? report.get() : sevGuest().report(reportData);
      }
      case CONFIGFS_TSM ->
          tsm()
              .report(reportData)
              .orElseThrow(
                  () ->
                      new DeviceException(
                          DeviceFault.DEVICE_OTHER_TECHNOLOGY, settings.tsm().toString()));
      case SEV_GUEST -> sevGuest().report(reportData);
    };
  }

  /** Empty if configfs-tsm is not there or another technology's: then nothing was sent. */
  private Optional<SnpReport> fromTsmIfOurs(byte[] reportData) throws DeviceException {
    if (!Files.isDirectory(settings.tsm())) {
      return Optional.empty();
    }
    try {
      return tsm().report(reportData);
    } catch (DeviceException failed) {
      if (failed.problem().fault() == DeviceFault.DEVICE_ABSENT) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  private TsmReports<SnpReport> tsm() throws DeviceException {
    return new TsmReports<>(
        Provider.SEV_GUEST, kernel.calls(), settings.tsm(), new SecureRandom(), timing);
  }

  private SevGuest sevGuest() throws DeviceException {
    return new SevGuest(kernel.calls(), settings.sevGuest());
  }
}
