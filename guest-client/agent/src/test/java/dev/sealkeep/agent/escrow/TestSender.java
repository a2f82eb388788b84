package dev.sealkeep.agent.escrow;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.util.Bytes;
import dev.sealkeep.protocol.name.Kem;
import java.security.GeneralSecurityException;
import java.security.Security;
import org.conscrypt.Conscrypt;

/** Seals as the server does: Tink, AES-256-GCM, no prefix. */
final class TestSender {
  static {
    Security.addProvider(Conscrypt.newProvider());
    try {
      HybridConfig.register();
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private TestSender() {}

  /** Returns enc ‖ ciphertext. */
  @AccessesPartialKey
  static byte[] seal(Kem kem, byte[] publicKey, byte[] info, byte[] plaintext) {
    try {
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
      return KeysetHandle.newBuilder()
          .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
          .build()
          .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class)
          .encrypt(plaintext, info);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
