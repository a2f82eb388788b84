package dev.sealkeep.agent.wrap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class WrappingKeyTest {
  private static final byte[] KEY = "a key of the escrow, 32 bytes...".getBytes(US_ASCII);

  private static String jwk(byte[] key, String label, int version) {
    try (SecretBytes secret = SecretBytes.copyOf(key);
        SecretBytes jwk = WrappingKey.jwk(secret, new Name(label), version)) {
      return new String(jwk.bytes(SecretAccess.get()), US_ASCII);
    }
  }

  /** RFC 5869 by hand, one block: HMAC(HMAC(zeros, key), info ‖ 1). */
  @Test
  void isTheDocumentedDerivation() throws GeneralSecurityException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(new byte[] {0, 0, 0, 16});
    info.writeBytes("sealkeep/wrap/v1".getBytes(US_ASCII));
    info.writeBytes(new byte[] {0, 0, 0, 6});
    info.writeBytes("clevis".getBytes(US_ASCII));
    info.write(1);
    byte[] expected = hmac(hmac(new byte[32], KEY), info.toByteArray());

    assertThat(jwk(KEY, "clevis", 7))
        .isEqualTo(
            "{\"kty\":\"oct\",\"alg\":\"A256KW\",\"key_version\":7,\"k\":\"%s\"}"
                .formatted(Base64.getUrlEncoder().withoutPadding().encodeToString(expected)));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  @Test
  void anotherLabelOrKeyMakesAnother() {
    byte[] other = KEY.clone();
    other[31] ^= 1;
    assertThat(jwk(KEY, "clevis", 7))
        .isNotEqualTo(jwk(KEY, "other", 7))
        .isNotEqualTo(jwk(other, "clevis", 7));
  }

  @Test
  void keyThatCouldBeGuessedMakesNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> jwk(new byte[15], "clevis", 1));
  }
}
