package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.log.EventLogFiles;
import dev.sealkeep.agent.device.syscall.Kernel;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.agent.device.tpm.Attester;
import dev.sealkeep.agent.device.tpm.Tpm;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.CredentialUnavailableException;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * A TPM 2.0: a quote whose qualifying data is the SHA-256 of what was asked for, the firmware's
 * event log, and the proof that the quoting key lies in the TPM of a certified endorsement key, if
 * there is a certificate and an escrow to ask.
 */
public final class TpmSource implements DeviceSource, TestifyingSource {
  private static final byte[] NOTHING = {};

  private final DeviceSettings settings;
  private final Kernel kernel;
  private final Timing timing;
  private final Patience patience;

  /** Made by {@link java.util.ServiceLoader}, for the usual path. */
  public TpmSource() {
    this(DeviceSettings.DEFAULT, LibC::load, Timing.SYSTEM, Patience.DEFAULT);
  }

  TpmSource(DeviceSettings settings, Kernel kernel, Timing timing, Patience patience) {
    this.settings = settings;
    this.kernel = kernel;
    this.timing = timing;
    this.patience = patience;
  }

  @Override
  public TpmSource with(DeviceSettings other, Patience otherPatience) {
    return new TpmSource(other, kernel, timing, otherPatience);
  }

  @Override
  public Technology technology() {
    return Technology.TPM2;
  }

  @Override
  public boolean present() {
    return Files.exists(settings.tpm().device());
  }

  /** What a quote holds in place of the 64 bytes: their SHA-256. */
  public static byte[] qualifyingData(byte[] reportData) {
    return Sha2.sha256(reportData);
  }

  @Override
  public Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException, CredentialUnavailableException, InterruptedException {
    try (Attester attester =
        patience.await(
            () -> Attester.open(Tpm.open(settings.tpm().device(), kernel, timing), settings.tpm()),
            Attester::close)) {
      byte[] proof = proof(attester, issuer);
      byte[] evidence =
          patience.await(() -> attester.evidence(qualifyingData(reportData)), _ -> {});
      List<EventLog> logs = EventLogFiles.read(settings.eventLogs(), EventLogFiles.FIRMWARE);
      return new Testimony(new EvidenceItem(technology(), evidence, proof), logs);
    } catch (DeviceException failed) {
      throw new EvidenceUnavailableException(failed.problem().display(), failed);
    }
  }

  /** The auxiliary blob: empty if the escrow gives no credential, which its decision explains. */
  private byte[] proof(Attester attester, CredentialIssuer issuer)
      throws DeviceException, CredentialUnavailableException, InterruptedException {
    Optional<ActivationRequest> request = attester.activationRequest();
    Optional<ActivationAnswer> credential =
        request.isPresent() ? issuer.credential(request.get()) : Optional.empty();
    return credential.isPresent()
        ? patience.await(() -> attester.activate(credential.get()).encode(), _ -> {})
        : NOTHING;
  }
}
