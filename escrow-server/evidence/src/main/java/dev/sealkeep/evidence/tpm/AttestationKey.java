package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.BarePublicKey;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.X509Objects;
import java.io.IOException;
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
  /**
   * Reads a TPMT_PUBLIC, a TPM2B_PUBLIC, or a SubjectPublicKeyInfo in DER or PEM; refused with
   * {@link TpmReason#AK_MALFORMED} or {@link TpmReason#AK_UNSUPPORTED}.
   */
  public static Parsed<AttestationKey> parse(byte[] bytes) {
    return X509Objects.recognise(bytes).stream()
        .filter(BarePublicKey.class::isInstance)
        .map(BarePublicKey.class::cast)
        .findFirst()
        .<Parsed<AttestationKey>>map(
            key ->
                new Parsed.Accepted<>(
                    new AttestationKey(key.subjectPublicKeyInfo(), Optional.empty())))
        .orElseGet(() -> ofArea(bytes));
  }

  private static Parsed<AttestationKey> ofArea(byte[] bytes) {
    return switch (TpmPublic.parse(bytes)) {
      case Parsed.Refused<TpmPublic> refused -> new Parsed.Refused<>(refused.reason());
      case Parsed.Accepted<TpmPublic>(TpmPublic area) ->
          new Parsed.Accepted<>(new AttestationKey(area.spki(), Optional.of(area)));
    };
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
