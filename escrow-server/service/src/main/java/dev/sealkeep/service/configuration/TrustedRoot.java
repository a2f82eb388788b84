package dev.sealkeep.service.configuration;

import dev.sealkeep.protocol.name.Technology;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A root or key that the operator trusts for a technology beside the vendors' own: a TPM
 * manufacturer's root or an enrolled attestation key for {@code tpm2}, a platform's key for {@code
 * arm-cca}.
 *
 * @param technology the tag that evidence under it is given; never a simulated one
 * @param spkiSha256 SHA-256 of its SubjectPublicKeyInfo, 64 lower-case hex digits
 */
public record TrustedRoot(String technology, String spkiSha256) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** Reads {@code technology:digest}; empty for anything else. */
  static Optional<TrustedRoot> parse(String text) {
    String[] parts = text.split(":", -1);
    boolean formed =
        parts.length == 2
            && Technology.parse(parts[0]).filter(t -> !t.simulated()).isPresent()
            && DIGEST.matcher(parts[1]).matches();
    return formed ? Optional.of(new TrustedRoot(parts[0], parts[1])) : Optional.empty();
  }
}
