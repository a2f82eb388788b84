package dev.sealkeep.cli.collateral;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The Ed25519 keys of bundles, in the PEM files that OpenSSL writes (RFC 8410). A bundle is a
 * signed note whose key has one fixed name, so that the key alone tells signers apart.
 */
final class BundleKeys {
  private static final String NAME = "sealkeep-collateral";
  private static final int MAX_BYTES = 4096;
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final int KEY_BYTES = 32;

  private BundleKeys() {}

  /** Reads a private key; the caller closes it. */
  static LogSigner signer(Path file) {
    byte[] pem = BoundedFile.read(file, MAX_BYTES, "the signing key");
    try {
      return body(pem, "PRIVATE KEY")
          .flatMap(
              der -> {
                try (SecretBytes secret = SecretBytes.owning(der)) {
                  return LogSigner.fromPkcs8(NAME, secret);
                }
              })
          .orElseThrow(
              () ->
                  CommandFailure.of(
                      ExitCode.UNUSABLE,
                      file + " is not an unencrypted Ed25519 private key in PEM",
                      "Make one with 'openssl genpkey -algorithm ed25519 -out FILE'."));
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }

  /** Reads a public key. */
  static LogVerifierKey verifier(Path file) {
    return body(BoundedFile.read(file, MAX_BYTES, "the trusted key"), "PUBLIC KEY")
        .filter(BundleKeys::isEd25519)
        .flatMap(
            der ->
                LogVerifierKey.of(NAME, Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length))
                    .toOptional())
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    file + " is not an Ed25519 public key in PEM",
                    "Make it with 'openssl pkey -in KEY -pubout -out FILE'."));
  }

  private static boolean isEd25519(byte[] der) {
    return der.length == SPKI_PREFIX.length + KEY_BYTES
        && Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length);
  }

  private static Optional<byte[]> body(byte[] pem, String label) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN " + label + "-----";
    int start = text.indexOf(begin);
    int end = text.indexOf("-----END " + label + "-----", start + begin.length());
    if (start < 0 || end < 0) {
      return Optional.empty();
    }
    try {
      String base64 = text.substring(start + begin.length(), end).replaceAll("\\s", "");
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
