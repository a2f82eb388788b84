package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.configfs.Provider;
import dev.sealkeep.agent.device.configfs.TsmReports;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.log.EventLogFiles;
import dev.sealkeep.agent.device.report.SvsmReport;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.tpm.Attester;
import dev.sealkeep.agent.device.tpm.SvsmVtpm;
import dev.sealkeep.agent.device.tpm.Tpm;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.nio.file.Files;
import java.security.SecureRandom;

/**
 * The vTPM of an SVSM: a report of VMPL 0 that binds the vTPM's endorsement key, by configfs-tsm, a
 * quote by the vTPM, and the firmware's event log.
 */
public final class SvsmVtpmSource implements DeviceSource, TestifyingSource {
  private final DeviceSettings settings;
  private final Kernel kernel;
  private final Timing timing;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual paths. */
  public SvsmVtpmSource() {
    this(DeviceSettings.DEFAULT, LibC::load, Timing.SYSTEM, Patience.DEFAULT);
  }

  SvsmVtpmSource(DeviceSettings settings, Kernel kernel, Timing timing, Patience patience) {
    this.settings = settings;
    this.kernel = kernel;
    this.timing = timing;
    this.patience = patience;
  }

  @Override
  public SvsmVtpmSource with(DeviceSettings other, Patience otherPatience) {
    return new SvsmVtpmSource(other, kernel, timing, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.SVSM_VTPM;
  }

  /**
   * Whether there are a TPM and a configfs-tsm that an SVSM stands behind. A directory that may not
   * be looked into counts as there, so that collecting says what is wrong with it.
   */
  @Override
  public boolean present() {
    if (!Files.isDirectory(settings.tsm()) || !Files.exists(settings.tpm().device())) {
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
      SvsmReport report = patience.await(() -> report(reportData.clone()), _ -> {});
      byte[] evidence =
          patience.await(() -> evidence(report, TpmSource.qualifyingData(reportData)), _ -> {});
      return new Testimony(
          new EvidenceItem(technology(), evidence, report.snp().certificates()),
          EventLogFiles.read(settings.eventLogs(), EventLogFiles.FIRMWARE));
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }

  private SvsmReport report(byte[] nonce) throws DeviceException {
    return tsm()
        .report(nonce)
        .orElseThrow(
            () ->
                new DeviceException(
                    DeviceFault.DEVICE_OTHER_TECHNOLOGY, settings.tsm().toString()));
  }

  private byte[] evidence(SvsmReport report, byte[] qualifyingData) throws DeviceException {
    try (Attester attester =
        Attester.open(Tpm.open(settings.tpm().device(), kernel, timing), settings.tpm())) {
      return new SvsmVtpm(attester).evidence(report, qualifyingData);
    }
  }

  private TsmReports<SvsmReport> tsm() throws DeviceException {
    return new TsmReports<>(
        Provider.SVSM_VTPM, kernel.calls(), settings.tsm(), new SecureRandom(), timing);
  }
}
