package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.protocol.secret.SecretBytes;

/**
 * The key of a slot.
 *
 * @param key the key, closed with this
 * @param source where it comes from
 */
public record SlotKey(SecretBytes key, KeySource source) implements AutoCloseable {
  @Override
  public void close() {
    key.close();
  }
}
