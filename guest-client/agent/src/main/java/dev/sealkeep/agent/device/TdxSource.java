package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.configfs.Provider;
import dev.sealkeep.agent.device.configfs.TsmReports;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.log.EventLogFiles;
import dev.sealkeep.agent.device.report.TdQuote;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.nio.file.Files;
import java.security.SecureRandom;

/** A TD's quote by configfs-tsm, and the firmware's event log. */
public final class TdxSource implements DeviceSource, TestifyingSource {
  private final DeviceSettings settings;
  private final Kernel kernel;
  private final Timing timing;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual path. */
  public TdxSource() {
    this(DeviceSettings.DEFAULT, LibC::load, Timing.SYSTEM, Patience.DEFAULT);
  }

  TdxSource(DeviceSettings settings, Kernel kernel, Timing timing, Patience patience) {
    this.settings = settings;
    this.kernel = kernel;
    this.timing = timing;
    this.patience = patience;
  }

  @Override
  public TdxSource with(DeviceSettings other, Patience otherPatience) {
    return new TdxSource(other, kernel, timing, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.INTEL_TDX;
  }

  /**
   * Whether TDX serves configfs-tsm. A directory that may not be looked into counts as there, so
   * that collecting says what is wrong with it.
   */
  @Override
  public boolean present() {
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
  public Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException {
    try {
      TdQuote quote = patience.await(() -> quote(reportData.clone()), _ -> {});
      return new Testimony(
          new EvidenceItem(technology(), quote.quote(), new byte[0]),
          EventLogFiles.read(settings.eventLogs(), EventLogFiles.CCEL));
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }

  private TdQuote quote(byte[] reportData) throws DeviceException {
    return tsm()
        .report(reportData)
        .orElseThrow(
            () ->
                new DeviceException(
                    DeviceFault.DEVICE_OTHER_TECHNOLOGY, settings.tsm().toString()));
  }

  private TsmReports<TdQuote> tsm() throws DeviceException {
    return new TsmReports<>(
        Provider.TDX_GUEST, kernel.calls(), settings.tsm(), new SecureRandom(), timing);
  }
}
