package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.key.KeyMode;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.name.Name;
import java.util.Optional;

/**
 * Which key a guest is told to open its volume with.
 *
 * @param tenant the tenant
 * @param key the key's name
 * @param volume the volume's name at the escrow, or empty
 * @param mode where the key comes from
 */
public record KeyOwner(Name tenant, Name key, Optional<Name> volume, KeyMode mode) {
  /** The token of a slot for a version of the key. */
  VolumeToken token(int keyVersion, int slot) {
    return new VolumeToken(tenant, key, keyVersion, volume, slot, mode);
  }

  /** Whether a token speaks of this key. */
  boolean owns(VolumeToken token) {
    return token.sameKey(token(token.keyVersion(), token.keyslot()));
  }
}
