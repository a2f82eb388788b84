package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.azure.MetadataService;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.log.EventLogFiles;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.tpm.AzureVtpm;
import dev.sealkeep.agent.device.tpm.Tpm;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The vTPM of an Azure confidential VM: the paravisor's report, on TDX a TD quote of it, a quote by
 * the key that the report binds, and the firmware's event log.
 */
public final class AzureVtpmSource implements DeviceSource, TestifyingSource {
  /** Every VM of Azure has it. */
  private static final String ASSET_TAG = "7783-7084-3265-9085-8269-3286-77";

  private static final Path ASSET_TAG_FILE = Path.of("/sys/class/dmi/id/chassis_asset_tag");
  private static final byte[] NOTHING = {};

  private final DeviceSettings settings;
  private final Path assetTag;
  private final Kernel kernel;
  private final Timing timing;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual path. */
  public AzureVtpmSource() {
    this(DeviceSettings.DEFAULT, ASSET_TAG_FILE, LibC::load, Timing.SYSTEM, Patience.DEFAULT);
  }

  AzureVtpmSource(
      DeviceSettings settings, Path assetTag, Kernel kernel, Timing timing, Patience patience) {
    this.settings = settings;
    this.assetTag = assetTag;
    this.kernel = kernel;
    this.timing = timing;
    this.patience = patience;
  }

  @Override
  public AzureVtpmSource with(DeviceSettings other, Patience otherPatience) {
    return new AzureVtpmSource(other, assetTag, kernel, timing, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.AZURE_VTPM;
  }

  /**
   * Whether there is a TPM, and the machine calls itself Azure's. One that the configuration names
   * is believed to be what it is named for.
   */
  @Override
  public boolean present() {
    Path device = settings.tpm().device();
    boolean named = !device.equals(TpmSettings.DEFAULT.device());
    return Files.exists(device) && (named || isAzure());
  }

  private boolean isAzure() {
    try {
      return Files.readString(assetTag).strip().equals(ASSET_TAG);
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException {
    try {
      byte[] evidence = patience.await(() -> evidence(reportData.clone()), _ -> {});
      return new Testimony(
          new EvidenceItem(technology(), evidence, NOTHING),
          EventLogFiles.read(settings.eventLogs(), EventLogFiles.FIRMWARE));
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }

  private byte[] evidence(byte[] reportData) throws DeviceException {
    MetadataService metadata = new MetadataService(settings.azureMetadata(), timing);
    try (Tpm tpm = Tpm.open(settings.tpm().device(), kernel, timing)) {
      return new AzureVtpm(tpm, settings.tpm(), metadata::quote, timing)
          .evidence(reportData, TpmSource.qualifyingData(reportData));
    }
  }
}
