package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.gramine.Enclave;
import dev.sealkeep.agent.device.report.SgxQuote;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.nio.file.Files;

/** The SGX enclave that Gramine runs this program in. */
public final class GramineSource implements DeviceSource {
  private final DeviceSettings settings;
  private final Kernel kernel;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual path. */
  public GramineSource() {
    this(DeviceSettings.DEFAULT, LibC::load, Patience.DEFAULT);
  }

  GramineSource(DeviceSettings settings, Kernel kernel, Patience patience) {
    this.settings = settings;
    this.kernel = kernel;
    this.patience = patience;
  }

  @Override
  public GramineSource with(DeviceSettings other, Patience otherPatience) {
    return new GramineSource(other, kernel, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.INTEL_SGX;
  }

  /** Gramine has the file in an enclave alone, whether it can be attested or not. */
  @Override
  public boolean present() {
    return Files.exists(settings.gramine().resolve(Enclave.TYPE));
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    try {
      SgxQuote quote =
          patience.await(
              () -> new Enclave(kernel.calls(), settings.gramine()).quote(reportData.clone()),
              _ -> {});
      return new EvidenceItem(technology(), quote.quote(), new byte[0]);
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }
}
