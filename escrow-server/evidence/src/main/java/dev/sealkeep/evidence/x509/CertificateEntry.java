package dev.sealkeep.evidence.x509;

import dev.sealkeep.policy.claim.ClaimValue;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.util.BigIntegers;

/** What a certificate says, as an entry of the claim {@code certificates}. */
final class CertificateEntry {
  /** RFC 5280, section 4.1.2.2. */
  private static final int MAX_SERIAL_BYTES = 20;

  private CertificateEntry() {}

  /** The fields; a name or serial number that a claim cannot hold is left out. */
  static Map<String, ClaimValue> of(Certificate certificate) {
    Map<String, ClaimValue> fields = new HashMap<>();
    name(certificate.subject()).ifPresent(name -> fields.put("subject", name));
    name(certificate.issuer()).ifPresent(name -> fields.put("issuer", name));
    serial(certificate.serialNumber()).ifPresent(serial -> fields.put("serial", serial));
    fields.put("not_before", new ClaimValue.Time(certificate.notBefore()));
    fields.put("not_after", new ClaimValue.Time(certificate.notAfter()));
    fields.put("sha256", ClaimValue.Bytes.ofHex(certificate.sha256()));
    fields.put("public_key_sha256", ClaimValue.Bytes.ofHex(certificate.spkiSha256()));
    return Map.copyOf(fields);
  }

  /**
   * RFC 4514, section 2.1: the last name first. Java's own form would show a serial number, as
   * subjects of devices have, in hexadecimal DER.
   */
  private static Optional<ClaimValue.Text> name(X500Name name) {
    try {
      List<RDN> lastFirst = Arrays.asList(name.getRDNs()).reversed();
      return ClaimValue.Text.ofPrintable(
          BCStyle.INSTANCE.toString(new X500Name(lastFirst.toArray(RDN[]::new))));
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<ClaimValue.Bytes> serial(BigInteger number) {
    return number.signum() >= 0 && number.bitLength() <= MAX_SERIAL_BYTES * Byte.SIZE
        ? Optional.of(ClaimValue.Bytes.of(BigIntegers.asUnsignedByteArray(number)))
        : Optional.empty();
  }
}
