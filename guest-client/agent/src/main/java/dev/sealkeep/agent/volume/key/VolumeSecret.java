package dev.sealkeep.agent.volume.key;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.FieldWriter;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is made of a key for one volume; the key itself is never given to a disk or a library.
 *
 * <p>Each is HKDF with SHA-256 (RFC 5869), no salt, the key as input, 32 bytes, and as info {@code
 * field(purpose) ‖ field(uuid)}, where {@code field(x)} is x behind its length as a u32 big-endian,
 * uuid is its 36 characters, and the purpose is {@code sealkeep/volume/slot/v1} for a slot's
 * passphrase and {@code sealkeep/volume/token/v1} for the key of a token's MAC.
 */
public final class VolumeSecret implements AutoCloseable {
  /** The shortest key that a slot is made from: a slot's own derivation is cheap. */
  public static final int LEAST_KEY_BYTES = 16;

  private static final int BYTES = 32;
  private static final String SLOT = "sealkeep/volume/slot/v1";
  private static final String TOKEN = "sealkeep/volume/token/v1";
  private static final String MAC = "HmacSHA256";

  private final SecretBytes passphrase;
  private final SecretBytes tokenKey;

  private VolumeSecret(SecretBytes passphrase, SecretBytes tokenKey) {
    this.passphrase = passphrase;
    this.tokenKey = tokenKey;
  }

  /**
   * Makes the secrets of one volume. The caller closes them and the key.
   *
   * @throws VolumeException with {@link VolumeFault#KEY_SHORT}
   */
  public static VolumeSecret of(SecretBytes key, UUID volume) throws VolumeException {
    if (key.length() < LEAST_KEY_BYTES) {
      throw new VolumeException(VolumeFault.KEY_SHORT, key.length() + " bytes");
    }
    return new VolumeSecret(derive(key, SLOT, volume), derive(key, TOKEN, volume));
  }

  private static SecretBytes derive(SecretBytes key, String purpose, UUID volume) {
    byte[] info = new FieldWriter().field(purpose).field(volume.toString()).toBytes();
    // The key is the input of the derivation.
    return Hkdf.derive(info, BYTES, key.bytes(SecretAccess.get()));
  }

  /** The passphrase of the key's slot: 32 bytes of any value. */
  public SecretBytes passphrase() {
    return passphrase;
  }

  /** HMAC-SHA-256 under the token's key: 32 bytes. */
  public byte[] mac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(MAC);
      // HMAC needs its key.
      mac.init(new SecretKeySpec(tokenKey.bytes(SecretAccess.get()), MAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no " + MAC, broken);
    }
  }

  @Override
  public void close() {
    passphrase.close();
    tokenKey.close();
  }
}
