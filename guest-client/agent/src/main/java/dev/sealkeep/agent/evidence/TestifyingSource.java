package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;

/**
 * A source whose evidence comes with event logs, or is signed by a key that an escrow first has to
 * be shown to be a device's.
 */
public interface TestifyingSource extends EvidenceSource {
  /**
   * Obtains evidence over {@code reportData} and all that goes beside it.
   *
   * @param reportData exactly 64 bytes
   * @param issuer asked for a credential, at most once, if the evidence's key needs one
   * @throws EvidenceUnavailableException if the device is absent or refuses
   * @throws CredentialUnavailableException as the issuer does
   */
  Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException, CredentialUnavailableException, InterruptedException;

  @Override
  default EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    try {
      return testify(reportData, CredentialIssuer.NONE).item();
    } catch (CredentialUnavailableException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EvidenceUnavailableException("interrupted\nRun again.", interrupted);
    }
  }

  /** What any source has to say. */
  static Testimony testimony(EvidenceSource source, byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException, CredentialUnavailableException, InterruptedException {
    return source instanceof TestifyingSource testifying
        ? testifying.testify(reportData, issuer)
        : Testimony.of(source.collect(reportData));
  }
}
