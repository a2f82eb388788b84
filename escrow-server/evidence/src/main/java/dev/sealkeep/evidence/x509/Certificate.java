package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimValue;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** One X.509 certificate, well-formed but not trusted. Equal when the bytes are. */
public final class Certificate implements X509Objects.Item {
  /** The longest certificate that is read, in bytes. */
  public static final int MAX_BYTES = 16 * 1024;

  /** Critical extensions that are either checked or, like names, of no consequence here. */
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.subjectAlternativeName,
          Extension.certificatePolicies);

  private final X509CertificateHolder holder;
  private final byte[] signedBytes;
  private final String sha256;
  private final String spkiSha256;
  private final Instant notBefore;
  private final Instant notAfter;
  private final Optional<String> subjectCommonName;
  private final Optional<String> issuerCommonName;

  /** Made when first asked for: few certificates ever vouch for anything, and those again. */
  private volatile @Nullable Map<String, ClaimValue> claimEntry;

  private Certificate(byte[] der) throws IOException {
    this.holder = new X509CertificateHolder(der);
    if (!Arrays.equals(holder.toASN1Structure().getEncoded(ASN1Encoding.DER), der)) {
      throw new IOException("not DER");
    }
    requireWholeBytes(holder.getSubjectPublicKeyInfo().getPublicKeyData());
    requireWholeBytes(holder.toASN1Structure().getSignature());
    this.signedBytes = holder.getTBSCertificate().getEncoded(ASN1Encoding.DER);
    this.sha256 = sha256(der);
    this.spkiSha256 = sha256(holder.getSubjectPublicKeyInfo().getEncoded(ASN1Encoding.DER));
    this.notBefore = holder.getNotBefore().toInstant();
    this.notAfter = holder.getNotAfter().toInstant();
    this.subjectCommonName = commonName(holder.getSubject());
    this.issuerCommonName = commonName(holder.getIssuer());
  }

  /** Keys and signatures are strings of bytes, although their type counts bits (RFC 5280, 4.1). */
  static void requireWholeBytes(ASN1BitString bits) throws IOException {
    if (bits.getPadBits() != 0) {
      throw new IOException("a key or signature that is no string of bytes");
    }
  }

  /** Reads one DER certificate; empty if the bytes are anything else. */
  public static Optional<Certificate> parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Certificate(der));
    } catch (IOException | RuntimeException notCertificate) {
      return Optional.empty();
    }
  }

  static Optional<String> commonName(X500Name name) {
    return attribute(name, BCStyle.CN);
  }

  private static Optional<String> attribute(X500Name name, ASN1ObjectIdentifier type) {
    RDN[] names = name.getRDNs(type);
    return names.length == 1 && !names[0].isMultiValued()
        ? Optional.of(IETFUtils.valueToString(names[0].getFirst().getValue()))
        : Optional.empty();
  }

  /** SHA-256 of the DER bytes, 64 lower-case hex digits. */
  public String sha256() {
    return sha256;
  }

  /** SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits. */
  public String spkiSha256() {
    return spkiSha256;
  }

  /** The subject's common name; empty if it has none or several. */
  public Optional<String> subjectCommonName() {
    return subjectCommonName;
  }

  /** The issuer's common name; empty if it has none or several. */
  public Optional<String> issuerCommonName() {
    return issuerCommonName;
  }

  /** Whether the subject of {@code issuer} is the issuer's name in this certificate. */
  public boolean names(Certificate issuer) {
    return Names.equal(holder.getIssuer(), issuer.holder.getSubject());
  }

  /**
   * Whether the key identifier of the issuer in this certificate is that of {@code issuer} (RFC
   * 5280, section 4.2.1.1). Only a hint: both may be absent, and other keys may have the same.
   */
  boolean identifiesKeyOf(Certificate issuer) {
    try {
      AuthorityKeyIdentifier authority =
          AuthorityKeyIdentifier.fromExtensions(holder.getExtensions());
      SubjectKeyIdentifier key = SubjectKeyIdentifier.fromExtensions(issuer.holder.getExtensions());
      return authority != null
          && key != null
          && Arrays.equals(authority.getKeyIdentifierOctets(), key.getKeyIdentifier());
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  /** The subject's full name. */
  X500Name subject() {
    return holder.getSubject();
  }

  /** The issuer's full name. */
  X500Name issuer() {
    return holder.getIssuer();
  }

  /** The serial number; vendors use 0 too. */
  public BigInteger serialNumber() {
    return holder.getSerialNumber();
  }

  /** The first second of validity. */
  public Instant notBefore() {
    return notBefore;
  }

  /** The last second of validity. */
  public Instant notAfter() {
    return notAfter;
  }

  /** The public key as the certificate carries it. */
  public SubjectPublicKeyInfo subjectPublicKeyInfo() {
    return holder.getSubjectPublicKeyInfo();
  }

  /** The bytes inside the extnValue OCTET STRING of an extension, if the certificate has it. */
  public Optional<byte[]> extension(ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(holder.getExtension(oid)).map(e -> e.getExtnValue().getOctets());
  }

  /** Whether basicConstraints are present and say that this is not an authority. */
  public boolean deniesAuthority() {
    try {
      BasicConstraints constraints = BasicConstraints.fromExtensions(holder.getExtensions());
      return constraints != null && !constraints.isCA();
    } catch (RuntimeException malformed) {
      return holder.getExtension(Extension.basicConstraints) != null;
    }
  }

  /**
   * Whether this certificate may issue another: basicConstraints say so and allow {@code below}
   * authorities between it and the leaf, keyUsage is absent or has keyCertSign, and no critical
   * extension is of another kind (RFC 5280, sections 4.2 and 6.1.4).
   *
   * @param below the number of authorities between this one and the leaf, 0 for the leaf's issuer
   */
  boolean mayIssue(int below) {
    try {
      BasicConstraints constraints = BasicConstraints.fromExtensions(holder.getExtensions());
      return constraints != null
          && constraints.isCA()
          && (constraints.getPathLenConstraint() == null
              || constraints.getPathLenConstraint().compareTo(BigInteger.valueOf(below)) >= 0)
          && allows(KeyUsage.keyCertSign)
          && UNDERSTOOD.containsAll(holder.getCriticalExtensionOIDs());
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  /**
   * Whether this certificate may sign data: basicConstraints do not make it an authority, keyUsage
   * is absent or has digitalSignature, and no critical extension is of another kind (RFC 5280,
   * section 4.2).
   */
  public boolean maySign() {
    return mayBeUsedFor(KeyUsage.digitalSignature);
  }

  /**
   * Whether secrets may be sent to the holder of this certificate: as {@link #maySign}, with
   * keyEncipherment or keyAgreement in a keyUsage, and with the purpose in an extendedKeyUsage.
   */
  public boolean mayReceiveSecrets(KeyPurposeId purpose) {
    try {
      ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(holder.getExtensions());
      return (purposes == null || purposes.hasKeyPurposeId(purpose))
          && (mayBeUsedFor(KeyUsage.keyEncipherment) || mayBeUsedFor(KeyUsage.keyAgreement));
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private boolean mayBeUsedFor(int usage) {
    try {
      BasicConstraints constraints = BasicConstraints.fromExtensions(holder.getExtensions());
      return (constraints == null || !constraints.isCA())
          && allows(usage)
          && UNDERSTOOD.containsAll(holder.getCriticalExtensionOIDs());
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  /** The subject's organisation; empty if it has none or several. */
  public Optional<String> subjectOrganization() {
    return attribute(holder.getSubject(), BCStyle.O);
  }

  /** Whether keyUsage is absent or has cRLSign (RFC 5280, section 4.2.1.3). */
  boolean mayIssueLists() {
    return allows(KeyUsage.cRLSign);
  }

  private boolean allows(int usage) {
    KeyUsage usages = KeyUsage.fromExtensions(holder.getExtensions());
    return usages == null || usages.hasUsages(usage);
  }

  /** The common name, or words to the effect that there is none. For messages. */
  public String displayName() {
    return subjectCommonName.orElse("a certificate without a name");
  }

  /** What it says, as an entry of the claim {@code certificates}; nothing in it is trusted. */
  public Map<String, ClaimValue> claimEntry() {
    Map<String, ClaimValue> made = claimEntry;
    if (made == null) {
      made = CertificateEntry.of(this);
      claimEntry = made;
    }
    return made;
  }

  /** The DER bytes. */
  public byte[] encoded() {
    try {
      return holder.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("what was read from DER encodes", e);
    }
  }

  /** Checks this certificate's signature under any scheme that is accepted. */
  PssSignature.Verdict verifyAny(PublicKey issuerKey, SignatureChecks checks) {
    var structure = holder.toASN1Structure();
    if (!structure.getSignatureAlgorithm().equals(structure.getTBSCertificate().getSignature())) {
      return PssSignature.Verdict.WRONG_ALGORITHM;
    }
    return SignatureAlgorithms.scheme(structure.getSignatureAlgorithm())
        .map(scheme -> checks.verify(scheme, issuerKey, signedBytes, holder.getSignature()))
        .map(PssSignature::verdict)
        .orElse(PssSignature.Verdict.WRONG_ALGORITHM);
  }

  /**
   * Checks this certificate's signature: RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of
   * 48 bytes.
   *
   * @param issuerKey an RSA key of {@code checks}
   */
  public PssSignature.Verdict verify(PublicKey issuerKey, SignatureChecks checks) {
    var structure = holder.toASN1Structure();
    boolean sameAlgorithm =
        structure.getSignatureAlgorithm().equals(structure.getTBSCertificate().getSignature());
    if (!sameAlgorithm || !PssSignature.isSha384(structure.getSignatureAlgorithm())) {
      return PssSignature.Verdict.WRONG_ALGORITHM;
    }
    return PssSignature.verdict(checks.rsaPssSha384(issuerKey, signedBytes, holder.getSignature()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "Certificate[" + subjectCommonName.orElse("?") + ", sha256=" + sha256 + "]";
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256Digest().digest(bytes));
  }

  /** A new SHA-256 computation. */
  public static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
