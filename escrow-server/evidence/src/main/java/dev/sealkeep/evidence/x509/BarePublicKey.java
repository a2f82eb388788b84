package dev.sealkeep.evidence.x509;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A public key without a certificate, as vendors publish those that sign without one. Well-formed
 * but not trusted, and not checked to be of a kind that is accepted. Equal when the bytes are.
 *
 * @param subjectPublicKeyInfo the key with its algorithm (RFC 5280, section 4.1.2.7)
 * @param spkiSha256 SHA-256 of the DER bytes, 64 lower-case hex digits
 */
public record BarePublicKey(SubjectPublicKeyInfo subjectPublicKeyInfo, String spkiSha256)
    implements X509Objects.Item {
  private static final int MAX_BYTES = 4 * 1024;

  /** Reads one DER SubjectPublicKeyInfo; empty if the bytes are anything else. */
  public static Optional<BarePublicKey> parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(ASN1Primitive.fromByteArray(der));
      return Arrays.equals(key.getEncoded(ASN1Encoding.DER), der)
          ? Optional.of(of(key))
          : Optional.empty();
    } catch (IOException | RuntimeException notKey) {
      return Optional.empty();
    }
  }

  /** The key of a certificate. */
  public static BarePublicKey of(Certificate certificate) {
    return new BarePublicKey(certificate.subjectPublicKeyInfo(), certificate.spkiSha256());
  }

  private static BarePublicKey of(SubjectPublicKeyInfo key) throws IOException {
    byte[] der = key.getEncoded(ASN1Encoding.DER);
    return new BarePublicKey(key, HexFormat.of().formatHex(Certificate.sha256Digest().digest(der)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BarePublicKey that && spkiSha256.equals(that.spkiSha256);
  }

  @Override
  public int hashCode() {
    return spkiSha256.hashCode();
  }

  @Override
  public String toString() {
    return "BarePublicKey[sha256=" + spkiSha256 + "]";
  }
}
