package dev.sealkeep.agent.wrap;

import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A key that wraps other keys, as a JWK (RFC 7517) for AES key wrap with 256 bits (RFC 7518,
 * section 4.4).
 *
 * <p>HKDF with SHA-256 (RFC 5869), no salt, the released key as input, and as info {@code
 * field("sealkeep/wrap/v1") ‖ field(label)}, where {@code field(x)} is x behind its length as a u32
 * big-endian; 32 bytes.
 */
public final class WrappingKey {
  /** The shortest key that one is made of: nothing slows a guess down. */
  public static final int LEAST_KEY_BYTES = 16;

  private static final int BYTES = 32;
  private static final String PURPOSE = "sealkeep/wrap/v1";
  private static final String TAIL = "\"}";

  private WrappingKey() {}

  /**
   * Makes the JWK, one line of ASCII without a newline, which the caller closes as it does {@code
   * key}.
   *
   * @param key the released key, of at least {@link #LEAST_KEY_BYTES}
   * @param label what tells wrapping keys of one key apart
   * @param keyVersion the version of the key, which the JWK names as {@code key_version}
   */
  public static SecretBytes jwk(SecretBytes key, Name label, int keyVersion) {
    if (key.length() < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException("a key of %d bytes".formatted(key.length()));
    }
    byte[] head =
        "{\"kty\":\"oct\",\"alg\":\"A256KW\",\"key_version\":%d,\"k\":\""
            .formatted(keyVersion)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = TAIL.getBytes(StandardCharsets.US_ASCII);
    byte[] derived = derive(key, label);
    // No string: it could not be wiped.
    byte[] text = Base64.getUrlEncoder().withoutPadding().encode(derived);
    try {
      byte[] jwk = Arrays.copyOf(head, head.length + text.length + tail.length);
      System.arraycopy(text, 0, jwk, head.length, text.length);
      System.arraycopy(tail, 0, jwk, head.length + text.length, tail.length);
      return SecretBytes.owning(jwk);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] derive(SecretBytes key, Name label) {
    byte[] info = new FieldWriter().field(PURPOSE).field(label.value()).toBytes();
    // The key is the input of the derivation.
    byte[] input = key.bytes(SecretAccess.get());
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(HKDFParameterSpec.ofExtract().addIKM(input).thenExpand(info, BYTES));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no HKDF-SHA256", broken);
    }
  }
}
