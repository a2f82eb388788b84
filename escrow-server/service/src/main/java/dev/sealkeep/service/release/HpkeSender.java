package dev.sealkeep.service.release;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.util.Bytes;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Seals a plaintext to a recipient: HPKE base mode (RFC 9180), HKDF-SHA256, AES-256-GCM, without a
 * Tink prefix.
 */
public final class HpkeSender {
  private final Map<Kem, HpkeParameters> parameters = new EnumMap<>(Kem.class);

  /** Prepares the suites of every KEM. */
  public HpkeSender() {
    parameters.put(Kem.X25519, suite(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256));
    parameters.put(Kem.X_WING, suite(HpkeParameters.KemId.X_WING));
  }

  private static HpkeParameters suite(HpkeParameters.KemId kem) {
    try {
      return HpkeParameters.builder()
          .setKemId(kem)
          .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
          .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
          .setVariant(HpkeParameters.Variant.NO_PREFIX)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink refuses the suite of " + kem, e);
    }
  }

  /**
   * A sealed plaintext.
   *
   * @param enc the encapsulation, {@link Kem#encapsulationBytes()} long
   * @param ciphertext the plaintext and a tag of 16 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // ciphertext; never compared
  public record Sealed(byte[] enc, byte[] ciphertext) {}

  /**
   * Seals; empty if {@code recipient} is not a public key that can be sealed to. Tink answers a
   * hostile X-Wing key with an unchecked exception, so that is caught here: the key is the guest's.
   */
  @AccessesPartialKey
  public Optional<Sealed> seal(Kem kem, byte[] recipient, byte[] info, SecretBytes plaintext) {
    HpkeParameters suite = parameters.get(kem);
    if (suite == null) {
      return Optional.empty();
    }
    try {
      HpkePublicKey key = HpkePublicKey.create(suite, Bytes.copyFrom(recipient), null);
      HybridEncrypt encrypt =
          KeysetHandle.newBuilder()
              .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
              .build()
              .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
      byte[] joined = encrypt.encrypt(plaintext.bytes(SecretAccess.get()), info);
      int split = kem.encapsulationBytes();
      return Optional.of(
          new Sealed(
              Arrays.copyOf(joined, split), Arrays.copyOfRange(joined, split, joined.length)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    } catch (RuntimeException hostileKey) {
      return Optional.empty();
    }
  }
}
