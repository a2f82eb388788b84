package dev.sealkeep.agent.volume;

import dev.sealkeep.protocol.secret.SecretBytes;

/**
 * A key as the escrow released it.
 *
 * @param key the key, closed with this
 * @param version its version, from 1
 */
public record ReleasedKey(SecretBytes key, int version) implements AutoCloseable {
  @Override
  public void close() {
    key.close();
  }
}
