package dev.sealkeep.agent.configuration;

import java.util.Optional;

/** Which key of a TPM signs its quotes. */
public sealed interface AttestationKeyChoice {
  /** The handles of persistent objects. TPM 2.0 Library part 2, section 7.5. */
  int FIRST_PERSISTENT = 0x8100_0000;

  /** The last of them. */
  int LAST_PERSISTENT = 0x81FF_FFFF;

  /** A new one below the endorsement key, gone when the program ends. */
  record Made(Kind kind) implements AttestationKeyChoice {}

  /** One that somebody made before. */
  record Persistent(int handle) implements AttestationKeyChoice {}

  /** The kinds of new keys. */
  enum Kind {
    /** ECDSA on P-256 with SHA-256. */
    ECC,
    /** RSASSA of 2048 bits with SHA-256. */
    RSA
  }

  /** Reads {@code ecc}, {@code rsa} or a handle such as {@code 0x81000003}. */
  static Optional<AttestationKeyChoice> parse(String text) {
    return switch (text) {
      case "ecc" -> Optional.of(new Made(Kind.ECC));
      case "rsa" -> Optional.of(new Made(Kind.RSA));
      default ->
          text.matches("0x81[0-9a-fA-F]{6}")
              ? Optional.of(new Persistent(Integer.parseUnsignedInt(text.substring(2), 16)))
              : Optional.empty();
    };
  }
}
