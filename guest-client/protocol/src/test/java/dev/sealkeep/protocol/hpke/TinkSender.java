package dev.sealkeep.protocol.hpke;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.util.Bytes;
import dev.sealkeep.protocol.name.Kem;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.Arrays;
import org.conscrypt.Conscrypt;

/** Seals as the server does: Tink, AES-256-GCM, no prefix. */
public final class TinkSender {
  static {
    Security.addProvider(Conscrypt.newProvider());
    try {
      HybridConfig.register();
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }

  private TinkSender() {}

  /** What Tink made of a message, cut in two. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Sealed(byte[] enc, byte[] ciphertext) {}

  /** Seals a message to a raw public key. */
  @AccessesPartialKey
  public static Sealed seal(Kem kem, byte[] publicKey, byte[] info, byte[] plaintext)
      throws GeneralSecurityException {
    HpkeParameters parameters =
        HpkeParameters.builder()
            .setKemId(
                switch (kem) {
                  case X25519 -> HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256;
                  case X_WING -> HpkeParameters.KemId.X_WING;
                })
            .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
            .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
            .setVariant(HpkeParameters.Variant.NO_PREFIX)
            .build();
    HpkePublicKey key = HpkePublicKey.create(parameters, Bytes.copyFrom(publicKey), null);
    HybridEncrypt encrypt =
        KeysetHandle.newBuilder()
            .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
            .build()
            .getPrimitive(com.google.crypto.tink.RegistryConfiguration.get(), HybridEncrypt.class);
    byte[] both = encrypt.encrypt(plaintext, info);
    int cut = kem.encapsulationBytes();
    return new Sealed(Arrays.copyOf(both, cut), Arrays.copyOfRange(both, cut, both.length));
  }
}
