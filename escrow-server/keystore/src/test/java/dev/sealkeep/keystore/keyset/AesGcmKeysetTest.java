package dev.sealkeep.keystore.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.sealkeep.protocol.secret.SecretBytes;
import org.junit.jupiter.api.Test;

/** Which keysets are accepted. */
final class AesGcmKeysetTest {
  private static final Configuration ALL = AeadConfig2026.get();

  private static SecretBytes keysetOf(Parameters parameters) throws Exception {
    return SecretBytes.owning(
        TinkProtoKeysetFormat.serializeKeyset(
            KeysetHandle.generateNew(parameters, ALL), InsecureSecretKeyAccess.get(), ALL));
  }

  @Test
  void keysetsOfOtherAlgorithmsSizesAndPrefixesAreRefused() throws Exception {
    AesGcmParameters withoutPrefix =
        AesGcmParameters.builder()
            .setKeySizeBytes(32)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    assertThat(AesGcmKeyset.parse(keysetOf(PredefinedAeadParameters.AES256_GCM))).isPresent();
    assertThat(AesGcmKeyset.parse(keysetOf(PredefinedAeadParameters.AES128_GCM))).isEmpty();
    assertThat(AesGcmKeyset.parse(keysetOf(PredefinedAeadParameters.CHACHA20_POLY1305))).isEmpty();
    assertThat(AesGcmKeyset.parse(keysetOf(withoutPrefix))).isEmpty();
  }

  @Test
  void newPrimaryIsAddedAndTheOldKeyKept() {
    AesGcmKeyset keyset = AesGcmKeyset.generate();
    AesGcmKeyset rotated = keyset.withNewPrimary();
    assertThat(rotated.size()).isEqualTo(2);
    byte[] old = keyset.encrypt(SecretBytes.copyOf(new byte[5]), new byte[0]);
    byte[] fresh = rotated.encrypt(SecretBytes.copyOf(new byte[5]), new byte[0]);
    assertThat(rotated.decrypt(old, new byte[0])).isPresent();
    assertThat(keyset.decrypt(fresh, new byte[0])).isEmpty();
    assertThat(AesGcmKeyset.parse(rotated.serialize()).orElseThrow().size()).isEqualTo(2);
    assertThat(rotated).hasToString("AesGcmKeyset[2 keys]");
  }
}
