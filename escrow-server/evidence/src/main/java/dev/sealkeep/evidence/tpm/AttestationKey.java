package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The key that a quote is said to be signed by, well-formed but not trusted.
 *
 * @param spki the key
 * @param area its public area, where it was sent; a key without one shows no attributes
 */
public record AttestationKey(SubjectPublicKeyInfo spki, Optional<TpmPublic> area) {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  /**
   * Reads a TPMT_PUBLIC, a TPM2B_PUBLIC, or a SubjectPublicKeyInfo in DER or PEM; refused with
   * {@link TpmReason#AK_MALFORMED} or {@link TpmReason#AK_UNSUPPORTED}.
   */
  public static Parsed<AttestationKey> parse(byte[] bytes) {
    Optional<byte[]> der = der(bytes);
    if (der.isEmpty()) {
      return switch (TpmPublic.parse(bytes)) {
        case Parsed.Refused<TpmPublic> refused -> new Parsed.Refused<>(refused.reason());
        case Parsed.Accepted<TpmPublic>(TpmPublic area) ->
            new Parsed.Accepted<>(new AttestationKey(area.spki(), Optional.of(area)));
      };
    }
    try {
      return new Parsed.Accepted<>(
          new AttestationKey(SubjectPublicKeyInfo.getInstance(der.get()), Optional.empty()));
    } catch (RuntimeException malformed) {
      return new Parsed.Refused<>(TpmReason.AK_MALFORMED.plain());
    }
  }

  private static Optional<byte[]> der(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == 0x30) {
      return Optional.of(bytes);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = begin < 0 ? -1 : text.indexOf(END, begin + BEGIN.length());
    if (end < 0) {
      return Optional.empty();
    }
    try {
      String body = text.substring(begin + BEGIN.length(), end).replaceAll("\\s", "");
      return Optional.of(Base64.getDecoder().decode(body));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /** SHA-256 of the SubjectPublicKeyInfo in DER, 64 lower-case hex digits. */
  public String spkiSha256() {
    return spkiSha256(spki);
  }

  /** SHA-256 of any SubjectPublicKeyInfo in DER, 64 lower-case hex digits. */
  static String spkiSha256(SubjectPublicKeyInfo spki) {
    try {
      return HexFormat.of().formatHex(Certificate.sha256Digest().digest(spki.getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("what was read encodes", e);
    }
  }
}
