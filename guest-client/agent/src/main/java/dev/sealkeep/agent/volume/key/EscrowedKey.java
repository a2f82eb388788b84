package dev.sealkeep.agent.volume.key;

import dev.sealkeep.protocol.name.Name;

/**
 * A key at the escrow, in one version.
 *
 * @param tenant the tenant
 * @param name the key's name
 * @param version from 1
 */
public record EscrowedKey(Name tenant, Name name, int version) {
  /** Whether both are versions of one key. */
  public boolean sameKey(EscrowedKey other) {
    return tenant.equals(other.tenant) && name.equals(other.name);
  }
}
