package dev.sealkeep.evidence.nvidia;

import dev.sealkeep.evidence.x509.Certificate;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;

/**
 * What NVIDIA's certificates say of a GPU.
 *
 * @param fwid the firmware that holds the certificate's key: SHA-384, 48 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
record DeviceCertificate(Certificate certificate, byte[] fwid) {
  /** CompositeDeviceID: version, device key, FWID (TCG DICE, implicit identity, 2018). */
  private static final ASN1ObjectIdentifier COMPOSITE_DEVICE_ID =
      new ASN1ObjectIdentifier("2.23.133.5.4.1");

  private static final int FWID_BYTES = 48;
  private static final String ORGANIZATION = "NVIDIA";
  private static final Pattern CHIP = Pattern.compile("(G[A-Z]\\d{3})\\b.*");

  /** Whether a certificate is of NVIDIA's, by its name alone. */
  static boolean isNamed(Certificate certificate) {
    return certificate
        .subjectOrganization()
        .filter(o -> o.equals(ORGANIZATION) || o.startsWith(ORGANIZATION + " "))
        .isPresent();
  }

  /** The certificate of a key that firmware holds; empty for any other. */
  static Optional<DeviceCertificate> of(Certificate certificate) {
    return certificate
        .extension(COMPOSITE_DEVICE_ID)
        .flatMap(DeviceCertificate::fwid)
        .map(fwid -> new DeviceCertificate(certificate, fwid));
  }

  private static Optional<byte[]> fwid(byte[] extension) {
    try {
      ASN1Sequence identity = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(extension));
      ASN1Sequence fwid = ASN1Sequence.getInstance(identity.getObjectAt(2));
      boolean sha384 =
          identity.size() == 3
              && fwid.size() == 2
              && NISTObjectIdentifiers.id_sha384.equals(fwid.getObjectAt(0));
      byte[] digest = ASN1OctetString.getInstance(fwid.getObjectAt(1)).getOctets();
      return sha384 && digest.length == FWID_BYTES ? Optional.of(digest) : Optional.empty();
    } catch (IOException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /** The chip that the subject's name starts with, such as {@code GH100}. */
  Optional<String> chip() {
    return certificate
        .subjectCommonName()
        .map(CHIP::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1));
  }

  /** The architecture of the chip: {@code hopper} or {@code blackwell}; empty for others. */
  Optional<String> architecture() {
    return chip()
        .flatMap(
            chip ->
                switch (chip.substring(0, 2)) {
                  case "GH" -> Optional.of("hopper");
                  case "GB" -> Optional.of("blackwell");
                  default -> Optional.empty();
                });
  }
}
