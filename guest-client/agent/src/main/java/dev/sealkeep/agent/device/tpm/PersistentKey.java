package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.PcrBank;
import java.util.Arrays;
import java.util.Optional;

/**
 * A key that was in the TPM before.
 *
 * @param key the key
 * @param name its Name: the hash's TPM_ALG_ID, u16, and the digest of the public area
 * @param qualifiedName its Qualified Name, which is a digest over the names of all above it
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record PersistentKey(LoadedKey key, byte[] name, byte[] qualifiedName) {
  /** Whether it lies directly below a primary key of the endorsement hierarchy. */
  public boolean isBelow(LoadedKey endorsementKey) {
    byte[] hierarchy = new TpmBytes().u32(Tpm.ENDORSEMENT).toBytes();
    TpmCursor area = new TpmCursor(endorsementKey.publicArea());
    area.u16();
    return hashed(area.u16(), endorsementKey.publicArea())
        .flatMap(parentName -> hashed(hashOf(parentName), hierarchy, parentName))
        .flatMap(parent -> hashed(hashOf(name), parent, name))
        .map(expected -> Arrays.equals(expected, qualifiedName))
        .orElse(false);
  }

  private static int hashOf(byte[] name) {
    return new TpmCursor(name).u16();
  }

  /** A hash's TPM_ALG_ID and the digest by it; empty for a hash that is not known. */
  private static Optional<byte[]> hashed(int algorithm, byte[]... parts) {
    return PcrBank.ofAlgorithm(algorithm)
        .map(hash -> new TpmBytes().u16(algorithm).raw(Digests.of(hash, parts)).toBytes());
  }
}
