package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.Certificate;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;

/**
 * A VCEK or VLEK certificate and its extensions (AMD 57230, extension tables). Well-formed, not
 * trusted.
 *
 * @param certificate the certificate
 * @param kind by the subject's common name
 * @param issuerProduct the product line of an issuer that may issue this kind; empty if the
 *     issuer's name is none of those
 * @param productName productName1, such as {@code Milan-B0}
 * @param integers structVersion and the SPLs by their names in AMD 57230, each 0 to 255
 * @param hardwareId hwID without any inner wrapping, lower-case hex; empty for a VLEK
 * @param hardwareIdContent the content of the hwID extension as it stands, lower-case hex
 * @param cspId cspID; empty for a VCEK
 */
public record EndorsementKey(
    Certificate certificate,
    SigningKey kind,
    Optional<Product> issuerProduct,
    String productName,
    SequencedMap<String, Integer> integers,
    Optional<String> hardwareId,
    Optional<String> hardwareIdContent,
    Optional<String> cspId) {
  private static final ASN1ObjectIdentifier AMD =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.3704.1").intern();
  private static final ASN1ObjectIdentifier STRUCT_VERSION = AMD.branch("1");
  private static final ASN1ObjectIdentifier PRODUCT_NAME = AMD.branch("2");
  private static final ASN1ObjectIdentifier HARDWARE_ID = AMD.branch("4");
  private static final ASN1ObjectIdentifier CSP_ID = AMD.branch("5");
  private static final int MAX_TEXT = 256;

  private static final SequencedMap<String, ASN1ObjectIdentifier> SPLS = new LinkedHashMap<>();

  static {
    SPLS.put("fmcSPL", AMD.branch("3.9"));
    SPLS.put("blSPL", AMD.branch("3.1"));
    SPLS.put("teeSPL", AMD.branch("3.2"));
    SPLS.put("snpSPL", AMD.branch("3.3"));
    SPLS.put("spl4", AMD.branch("3.4"));
    SPLS.put("spl5", AMD.branch("3.5"));
    SPLS.put("spl6", AMD.branch("3.6"));
    SPLS.put("spl7", AMD.branch("3.7"));
    SPLS.put("ucodeSPL", AMD.branch("3.8"));
  }

  /** Which SPL stands in which byte of TCB_VERSION. */
  private static final Map<Product.TcbLayout, Map<String, Integer>> TCB_BYTES =
      Map.of(
          Product.TcbLayout.BEFORE_TURIN,
          Map.of(
              "blSPL",
              0,
              "teeSPL",
              1,
              "spl4",
              2,
              "spl5",
              3,
              "spl6",
              4,
              "spl7",
              5,
              "snpSPL",
              6,
              "ucodeSPL",
              7),
          Product.TcbLayout.TURIN,
          Map.of(
              "fmcSPL",
              0,
              "blSPL",
              1,
              "teeSPL",
              2,
              "snpSPL",
              3,
              "spl5",
              4,
              "spl6",
              5,
              "spl7",
              6,
              "ucodeSPL",
              7));

  /** Whether a certificate's subject is that of a VCEK or VLEK. */
  public static boolean isClaimedBy(Certificate certificate) {
    return certificate.subjectCommonName().flatMap(SigningKey::ofSubject).isPresent();
  }

  /**
   * Reads the extensions of a certificate for which {@link #isClaimedBy} holds. Refused with {@link
   * SnpReason#CERTIFICATE_MALFORMED}.
   */
  public static Parsed<EndorsementKey> parse(Certificate certificate) {
    try {
      return new Parsed.Accepted<>(read(certificate));
    } catch (MalformedExtensionException e) {
      return new Parsed.Refused<>(SnpReason.CERTIFICATE_MALFORMED.because(e.reason()));
    }
  }

  private static EndorsementKey read(Certificate certificate) throws MalformedExtensionException {
    SigningKey kind =
        certificate
            .subjectCommonName()
            .flatMap(SigningKey::ofSubject)
            .orElseThrow(() -> new MalformedExtensionException("The subject is no VCEK or VLEK."));
    Optional<Product> product = issuerProduct(certificate, kind);
    SequencedMap<String, Integer> integers = new LinkedHashMap<>();
    integers.put("structVersion", required("structVersion", certificate, STRUCT_VERSION));
    for (var spl : SPLS.entrySet()) {
      Optional<Integer> value = integer(spl.getKey(), certificate, spl.getValue());
      if (value.isEmpty() && isRequired(spl.getKey(), product)) {
        throw missing(spl.getKey());
      }
      value.ifPresent(v -> integers.put(spl.getKey(), v));
    }
    String name = text("productName1", certificate, PRODUCT_NAME);
    Optional<String> content = certificate.extension(HARDWARE_ID).map(HexFormat.of()::formatHex);
    boolean chip = kind == SigningKey.VCEK;
    if (chip && content.isEmpty()) {
      throw missing("hwID");
    }
    return new EndorsementKey(
        certificate,
        kind,
        product,
        name,
        integers,
        chip ? certificate.extension(HARDWARE_ID).map(EndorsementKey::unwrap) : Optional.empty(),
        content,
        chip ? Optional.empty() : Optional.of(text("cspID", certificate, CSP_ID)));
  }

  private static Optional<Product> issuerProduct(Certificate certificate, SigningKey kind) {
    for (Product product : Product.values()) {
      if (certificate.issuerCommonName().filter(kind.authorityName(product)::equals).isPresent()) {
        return Optional.of(product);
      }
    }
    return Optional.empty();
  }

  private static boolean isRequired(String spl, Optional<Product> product) {
    return switch (spl) {
      case "fmcSPL" -> product.filter(p -> p == Product.TURIN).isPresent();
      case "blSPL", "teeSPL", "snpSPL", "ucodeSPL" -> true;
      default -> false;
    };
  }

  private static int required(String name, Certificate certificate, ASN1ObjectIdentifier oid)
      throws MalformedExtensionException {
    return integer(name, certificate, oid).orElseThrow(() -> missing(name));
  }

  private static Optional<Integer> integer(
      String name, Certificate certificate, ASN1ObjectIdentifier oid)
      throws MalformedExtensionException {
    Optional<byte[]> content = certificate.extension(oid);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    boolean small =
        primitive(content.get()) instanceof ASN1Integer value
            && value.getValue().signum() >= 0
            && value.getValue().bitLength() <= 8;
    if (!small) {
      throw new MalformedExtensionException(
          "Extension " + name + " is not an INTEGER from 0 to 255.");
    }
    byte[] encoded = content.get();
    return Optional.of(encoded[encoded.length - 1] & 0xFF);
  }

  private static String text(String name, Certificate certificate, ASN1ObjectIdentifier oid)
      throws MalformedExtensionException {
    byte[] content = certificate.extension(oid).orElseThrow(() -> missing(name));
    if (primitive(content) instanceof ASN1IA5String text && text.getString().length() <= MAX_TEXT) {
      return text.getString();
    }
    throw new MalformedExtensionException("Extension " + name + " is not a short IA5String.");
  }

  private static ASN1Primitive primitive(byte[] content) {
    try {
      return ASN1Primitive.fromByteArray(content);
    } catch (IOException | RuntimeException malformed) {
      return DERNull.INSTANCE;
    }
  }

  /** HwID is raw bytes; some certificates wrap them in an OCTET STRING of their own. */
  private static String unwrap(byte[] content) {
    boolean raw = content.length == 64 || content.length == 8;
    if (!raw && primitive(content) instanceof ASN1OctetString wrapped) {
      return HexFormat.of().formatHex(wrapped.getOctets());
    }
    return HexFormat.of().formatHex(content);
  }

  private static MalformedExtensionException missing(String name) {
    return new MalformedExtensionException("Extension " + name + " is missing.");
  }

  /** The product line of productName1, without the stepping. */
  public Optional<Product> namedProduct() {
    return Product.ofProductName(productName);
  }

  /** The TCB that this key was derived for, in the layout of a product line. */
  public TcbVersion tcb(Product product) {
    long raw = 0;
    for (var place : TCB_BYTES.getOrDefault(product.tcbLayout(), Map.of()).entrySet()) {
      raw |= (long) integers.getOrDefault(place.getKey(), 0) << (8 * place.getValue());
    }
    return new TcbVersion(raw);
  }

  /** Why a certificate cannot be read; never leaves this class. */
  private static final class MalformedExtensionException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    MalformedExtensionException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
