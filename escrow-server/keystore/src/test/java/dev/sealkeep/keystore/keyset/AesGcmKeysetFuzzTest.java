package dev.sealkeep.keystore.keyset;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;

/** A file that claims to be a keyset, and a blob that claims to be a ciphertext. */
final class AesGcmKeysetFuzzTest {
  private static final AesGcmKeyset KEYSET = AesGcmKeyset.generate();

  @FuzzTest
  void anyBytesAreAKeysetOrNone(byte[] input) {
    AesGcmKeyset.parse(SecretBytes.copyOf(input))
        .ifPresent(
            keyset -> {
              byte[] wrapped = keyset.encrypt(SecretBytes.copyOf(input), new byte[0]);
              assertThat(
                      keyset.decrypt(wrapped, new byte[0]).orElseThrow().bytes(SecretAccess.get()))
                  .isEqualTo(input);
            });
  }

  @FuzzTest
  void anyBytesAreNoCiphertext(byte[] input) {
    assertThat(KEYSET.decrypt(input, new byte[0])).isEmpty();
  }
}
