package dev.sealkeep.service.http;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens of 32 random bytes, stored as SHA-256 digests: the entropy of a token makes a slow
 * hash needless, and a look-up by digest takes no time that depends on the secret's bytes.
 */
public final class AdminTokens {
  private static final String PREFIX = "sealkeep-";
  private static final int MAX_LENGTH = 128;

  private final Store store;

  /** Tokens whose digests stand in {@code store}. */
  public AdminTokens(Store store) {
    this.store = store;
  }

  /** Makes a token; the caller stores its {@link #digest} and shows the token once. */
  public static String mint(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** SHA-256 of the token's characters. */
  public static byte[] digest(String token) {
    return Sha2.sha256(token.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether an Authorization header holds a known token. Blocks on the store. */
  public boolean accepts(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return false;
    }
    String token = authorization.substring("Bearer ".length()).strip();
    if (!token.startsWith(PREFIX) || token.length() > MAX_LENGTH) {
      return false;
    }
    byte[] digest = digest(token);
    return store.read(snapshot -> snapshot.adminToken(digest));
  }
}
