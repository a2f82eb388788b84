package dev.sealkeep.evidence.x509;

import dev.sealkeep.evidence.signature.SignatureChecks;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.jspecify.annotations.Nullable;

/** One X.509 revocation list, well-formed but not trusted. Equal when the bytes are. */
public final class RevocationList implements X509Objects.Item {
  /** The longest list that is read, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.cRLNumber,
          Extension.issuingDistributionPoint);

  private final CertificateList list;
  private final byte[] signedBytes;
  private final String sha256;
  private final Instant thisUpdate;
  private final Optional<Instant> nextUpdate;
  private final Optional<BigInteger> number;
  private final boolean complete;
  private final Map<BigInteger, List<X500Name>> issuersBySerialNumber;

  private RevocationList(byte[] der) throws IOException {
    X509CRLHolder holder = new X509CRLHolder(der);
    this.list = holder.toASN1Structure();
    if (!Arrays.equals(list.getEncoded(ASN1Encoding.DER), der)) {
      throw new IOException("not DER");
    }
    Certificate.requireWholeBytes(list.getSignature());
    this.signedBytes = list.getTBSCertList().getEncoded(ASN1Encoding.DER);
    this.sha256 = HexFormat.of().formatHex(Certificate.sha256Digest().digest(der));
    this.thisUpdate = holder.getThisUpdate().toInstant();
    this.nextUpdate = Optional.ofNullable(holder.getNextUpdate()).map(Date::toInstant);
    this.number = number(list.getTBSCertList().getExtensions());
    this.complete = complete(holder);
    this.issuersBySerialNumber = entries(holder);
  }

  /** Reads one DER revocation list; empty if the bytes are anything else. */
  public static Optional<RevocationList> parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RevocationList(der));
    } catch (IOException | RuntimeException notRevocationList) {
      return Optional.empty();
    }
  }

  /** The CRL number; empty without one that can be read, since the list revokes all the same. */
  private static Optional<BigInteger> number(@Nullable Extensions extensions) {
    try {
      return Optional.ofNullable(
              Extensions.getExtensionParsedValue(extensions, Extension.cRLNumber))
          .map(value -> CRLNumber.getInstance(value).getCRLNumber());
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether the list is of all that its issuer has revoked (RFC 5280, section 5.2): it is no
   * difference to another, its issuing distribution point, if it has one, says no more than where
   * the list is found, and no critical extension is of another kind.
   */
  private static boolean complete(X509CRLHolder holder) {
    try {
      ASN1Encodable point =
          Extensions.getExtensionParsedValue(
              holder.toASN1Structure().getTBSCertList().getExtensions(),
              Extension.issuingDistributionPoint);
      return UNDERSTOOD.containsAll(holder.getCriticalExtensionOIDs())
          && holder.getExtension(Extension.deltaCRLIndicator) == null
          && (point == null || !narrows(IssuingDistributionPoint.getInstance(point)));
    } catch (RuntimeException malformed) {
      return false;
    }
  }

  private static boolean narrows(IssuingDistributionPoint point) {
    return point.onlyContainsUserCerts()
        || point.onlyContainsCACerts()
        || point.onlyContainsAttributeCerts()
        || point.getOnlySomeReasons() != null
        || point.isIndirectCRL();
  }

  private static Map<BigInteger, List<X500Name>> entries(X509CRLHolder holder) {
    Map<BigInteger, List<X500Name>> entries = new HashMap<>();
    for (Object revoked : holder.getRevokedCertificates()) {
      X509CRLEntryHolder entry = (X509CRLEntryHolder) revoked;
      for (GeneralName issuer : entry.getCertificateIssuer().getNames()) {
        if (issuer.getTagNo() == GeneralName.directoryName) {
          entries
              .computeIfAbsent(entry.getSerialNumber(), serialNumber -> new ArrayList<>())
              .add(X500Name.getInstance(issuer.getName()));
        }
      }
    }
    return entries;
  }

  /**
   * The newest of some lists of one issuer that are of all that it has revoked; empty without any.
   * Who is on another kind of list is revoked all the same; who is not may be on the rest of it.
   */
  public static Optional<RevocationList> newest(List<RevocationList> lists) {
    return lists.stream()
        .filter(list -> list.complete)
        .reduce((newest, list) -> list.supersedes(newest) ? list : newest);
  }

  /**
   * Whether the list is newer than another of its issuer: by CRL number (RFC 5280, section 5.2.3)
   * if both have one, otherwise by date. Every list of Intel's has the number 1, so that the date
   * decides between equal numbers too.
   */
  private boolean supersedes(RevocationList other) {
    int byNumber = number.flatMap(mine -> other.number.map(mine::compareTo)).orElse(0);
    return byNumber == 0 ? thisUpdate.isAfter(other.thisUpdate) : byNumber > 0;
  }

  /** The DER bytes. */
  public byte[] encoded() {
    try {
      return list.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("what was read from DER encodes", e);
    }
  }

  /** SHA-256 of the DER bytes, 64 lower-case hex digits. */
  public String sha256() {
    return sha256;
  }

  /** When the list was issued. */
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** Whether the list was current then; a list without an end is never current. */
  public boolean freshAt(Instant at) {
    return !at.isBefore(thisUpdate) && nextUpdate.filter(end -> !at.isAfter(end)).isPresent();
  }

  /** The issuer's common name; empty if it has none or several. */
  public Optional<String> issuerCommonName() {
    return Certificate.commonName(list.getIssuer());
  }

  /** Whether the list names the certificate's subject as its issuer. */
  public boolean names(Certificate issuer) {
    return Names.equal(list.getIssuer(), issuer.subject());
  }

  /**
   * Whether the list was issued by this certificate's subject and its signature, RSASSA-PSS with
   * SHA-384, verifies.
   *
   * @param issuerKey the RSA key of {@code issuer}
   */
  public boolean isSignedBy(Certificate issuer, PublicKey issuerKey, SignatureChecks checks) {
    return names(issuer)
        && list.getSignatureAlgorithm().equals(list.getTBSCertList().getSignature())
        && PssSignature.isSha384(list.getSignatureAlgorithm())
        && checks.rsaPssSha384(issuerKey, signedBytes, list.getSignature().getOctets());
  }

  /** Whether the signature verifies with that key, under any scheme that is accepted. */
  public boolean verify(PublicKey issuerKey, SignatureChecks checks) {
    return list.getSignatureAlgorithm().equals(list.getTBSCertList().getSignature())
        && SignatureAlgorithms.scheme(list.getSignatureAlgorithm())
            .filter(s -> checks.verify(s, issuerKey, signedBytes, list.getSignature().getOctets()))
            .isPresent();
  }

  /** When the next list is due at the latest; empty if the list does not say. */
  public Optional<Instant> nextUpdate() {
    return nextUpdate;
  }

  /** Whether the certificate's issuer and serial number are on the list. */
  public boolean lists(Certificate certificate) {
    return issuersBySerialNumber.getOrDefault(certificate.serialNumber(), List.of()).stream()
        .anyMatch(issuer -> Names.equal(issuer, certificate.issuer()));
  }

  /** Whether issuer and serial number of a certificate that is not at hand are on the list. */
  boolean lists(IssuedSerial certificate) {
    return issuersBySerialNumber.getOrDefault(certificate.serialNumber(), List.of()).stream()
        .anyMatch(issuer -> Names.hash(issuer) == certificate.issuerHash());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationList that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "RevocationList[" + thisUpdate + ", sha256=" + sha256 + "]";
  }
}
