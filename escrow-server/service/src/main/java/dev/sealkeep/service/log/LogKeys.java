package dev.sealkeep.service.log;

import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;

/**
 * The log's signing key and the certificate by which the log-root key vouches for it.
 *
 * @param signer signs checkpoints
 * @param certificate a signed note of the log-root key, as text
 * @param root the log-root key that guests pin
 */
public record LogKeys(LogSigner signer, String certificate, LogVerifierKey root) {
  /** The log's name. */
  public String origin() {
    return signer.verifierKey().name();
  }

  /** The log's verifier key, as text. */
  public String keyText() {
    return signer.verifierKey().text();
  }

  /** Names the log; the signer prints nothing secret. */
  @Override
  public String toString() {
    return "LogKeys[" + origin() + ']';
  }
}
