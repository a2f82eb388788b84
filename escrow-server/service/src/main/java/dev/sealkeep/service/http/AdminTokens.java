package dev.sealkeep.service.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens of 32 random bytes, stored as HMAC-SHA-256 digests under a key that the root KEK
 * wraps: who can write the database but lacks the root KEK can store no digest that any token has
 * (invariant 9). The entropy of a token makes a slow hash needless, and a look-up by digest takes
 * no time that depends on the secret's bytes.
 */
public final class AdminTokens {
  private static final String PREFIX = "sealkeep-";
  private static final int MAX_LENGTH = 128;
  private static final String HMAC = "HmacSHA256";

  private static final int REMEMBERED = 1_024;

  private final Store store;
  private final SecretBytes key;

  /** Digests that were accepted lately. */
  private final Cache<String, Boolean> accepted =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofHours(1)).build();

  /** Tokens whose digests stand in {@code store}, under {@code key} of 32 bytes. */
  public AdminTokens(Store store, SecretBytes key) {
    this.store = store;
    this.key = key;
  }

  /** Makes a token; the caller stores its {@link #digest} and shows the token once. */
  public static String mint(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The digest of a token, 32 bytes. */
  public byte[] digest(String token) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.bytes(SecretAccess.get()), HMAC));
      return mac.doFinal(token.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether an Authorization header holds a known token. Blocks on the store. */
  public boolean accepts(@Nullable String authorization) {
    Optional<byte[]> digest = token(authorization).map(this::digest);
    if (digest.isEmpty() || !store.peek(snapshot -> snapshot.adminToken(digest.get()))) {
      return false;
    }
    accepted.put(HexFormat.of().formatHex(digest.get()), true);
    return true;
  }

  /**
   * Whose turn a call with this Authorization header takes: a token's own if it was accepted
   * lately, else the one of all strangers. Grants nothing and does not block.
   */
  public String share(@Nullable String authorization) {
    return token(authorization)
        .map(token -> HexFormat.of().formatHex(digest(token)))
        .filter(digest -> accepted.getIfPresent(digest) != null)
        .orElse("");
  }

  private static Optional<String> token(@Nullable String authorization) {
    return BearerToken.of(authorization)
        .filter(token -> token.startsWith(PREFIX) && token.length() <= MAX_LENGTH);
  }
}
