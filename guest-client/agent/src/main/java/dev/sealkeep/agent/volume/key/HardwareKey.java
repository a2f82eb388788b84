package dev.sealkeep.agent.volume.key;

import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.FieldWriter;

/**
 * Makes the keys of slots in which hardware has a part. With {@code field(x)} as x behind its
 * length as a u32 big-endian:
 *
 * <ul>
 *   <li>derived key = HKDF with SHA-256 (RFC 5869), no salt, the hardware's key as input, info =
 *       {@code field("sealkeep/volume/derived/v1") ‖ field(technology) ‖ field(volume)}, 32 bytes;
 *   <li>split key = HKDF with SHA-256, no salt, input = {@code field(escrow's key) ‖ field(derived
 *       key)}, info = {@code field("sealkeep/volume/split/v1") ‖ field(volume)}, 32 bytes. Who
 *       lacks one of the two knows nothing of it.
 * </ul>
 */
public final class HardwareKey {
  private static final int BYTES = 32;
  private static final String DERIVED = "sealkeep/volume/derived/v1";
  private static final String SPLIT = "sealkeep/volume/split/v1";

  private HardwareKey() {}

  /** The derived key of a volume, which the caller closes as it does the hardware's. */
  public static SecretBytes derived(SecretBytes hardware, Technology technology, Name volume) {
    byte[] info =
        new FieldWriter().field(DERIVED).field(technology.tag()).field(volume.value()).toBytes();
    // The hardware's key is the input of the derivation.
    return Hkdf.derive(info, BYTES, hardware.bytes(SecretAccess.get()));
  }

  /** The split key of a volume, which the caller closes as it does both parts. */
  public static SecretBytes split(SecretBytes escrowed, SecretBytes derived, Name volume) {
    byte[] info = new FieldWriter().field(SPLIT).field(volume.value()).toBytes();
    // Both parts are the input of the derivation.
    byte[] one = escrowed.bytes(SecretAccess.get());
    byte[] other = derived.bytes(SecretAccess.get());
    return Hkdf.derive(info, BYTES, length(one), one, length(other), other);
  }

  private static byte[] length(byte[] part) {
    return new FieldWriter().u32(part.length).toBytes();
  }
}
