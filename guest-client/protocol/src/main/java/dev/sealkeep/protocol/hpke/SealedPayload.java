package dev.sealkeep.protocol.hpke;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * The plaintext of a release: u8 version 1 ‖ k_tenant (32) ‖ key (1 or more bytes).
 *
 * @param tenantSecret k_tenant, 32 bytes
 * @param key the sealing key
 */
public record SealedPayload(SecretBytes tenantSecret, SecretBytes key) implements AutoCloseable {
  /** The size of k_tenant. */
  public static final int TENANT_SECRET_BYTES = 32;

  private static final byte VERSION = 1;
  private static final int KEY_OFFSET = 1 + TENANT_SECRET_BYTES;

  /** Accepts a k_tenant of 32 bytes and a key that is not empty. */
  public SealedPayload {
    if (tenantSecret.length() != TENANT_SECRET_BYTES || key.length() == 0) {
      throw new IllegalArgumentException("k_tenant has 32 bytes, a key at least one");
    }
  }

  /** Returns the plaintext; the caller closes it. Reads the secrets to lay them side by side. */
  public SecretBytes encode() {
    byte[] plaintext = new byte[KEY_OFFSET + key.length()];
    plaintext[0] = VERSION;
    System.arraycopy(tenantSecret.bytes(SecretAccess.get()), 0, plaintext, 1, TENANT_SECRET_BYTES);
    System.arraycopy(key.bytes(SecretAccess.get()), 0, plaintext, KEY_OFFSET, key.length());
    return SecretBytes.owning(plaintext);
  }

  /**
   * Reads a plaintext, which the caller still closes. Empty for another version or a missing key.
   * Reads the secret to cut it.
   */
  public static Optional<SealedPayload> parse(SecretBytes plaintext) {
    byte[] bytes = plaintext.bytes(SecretAccess.get());
    if (bytes.length <= KEY_OFFSET || bytes[0] != VERSION) {
      return Optional.empty();
    }
    return Optional.of(
        new SealedPayload(
            SecretBytes.owning(Arrays.copyOfRange(bytes, 1, KEY_OFFSET)),
            SecretBytes.owning(Arrays.copyOfRange(bytes, KEY_OFFSET, bytes.length))));
  }

  /** Wipes both secrets. */
  @Override
  public void close() {
    tenantSecret.close();
    key.close();
  }
}
