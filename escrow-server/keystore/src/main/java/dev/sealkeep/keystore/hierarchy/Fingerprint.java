package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lets people tell sealing keys apart: the first 16 bytes of SHA-256({@code
 * sealkeep/fingerprint/v1} ‖ key). It confirms a guess of the key, so a key that can be guessed
 * must not be sealed.
 *
 * @param hex 32 lower-case hex digits
 */
public record Fingerprint(String hex) {
  private static final byte[] LABEL = "sealkeep/fingerprint/v1".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 16;

  /** Computes the fingerprint of a sealing key. */
  public static Fingerprint of(SecretBytes key) {
    // Read to be digested.
    byte[] digest = Sha2.sha256(LABEL, key.bytes(SecretAccess.get()));
    return new Fingerprint(LowerHex.encode(Arrays.copyOf(digest, BYTES)));
  }

  @Override
  public String toString() {
    return hex;
  }
}
