package dev.sealkeep.service.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token of an Authorization header (RFC 6750, section 2.1). */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /** What follows {@code Bearer}; empty without a header or under another scheme. */
  public static Optional<String> of(@Nullable String authorization) {
    return Optional.ofNullable(authorization)
        .filter(header -> header.startsWith(SCHEME))
        .map(header -> header.substring(SCHEME.length()).strip());
  }
}
