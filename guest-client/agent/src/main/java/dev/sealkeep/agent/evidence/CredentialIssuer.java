package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationRequest;
import java.util.Optional;

/** Who makes the credential that only the TPM of an endorsement key can open. */
@FunctionalInterface
public interface CredentialIssuer {
  /** Nobody. */
  CredentialIssuer NONE = request -> Optional.empty();

  /**
   * Asks for a credential.
   *
   * @return empty if none is given for these keys; the evidence then goes without
   * @throws CredentialUnavailableException if that cannot be told, which ends this attempt
   */
  Optional<ActivationAnswer> credential(ActivationRequest request)
      throws CredentialUnavailableException, InterruptedException;
}
