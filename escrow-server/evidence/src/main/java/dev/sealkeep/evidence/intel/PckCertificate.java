package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.x509.Certificate;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * A PCK certificate: the key by which one platform at one TCB vouches for its quoting enclave
 * (Intel SGX PCK Certificate and CRL Profile, extension 1.2.840.113741.1.13.1). Well-formed, not
 * trusted.
 *
 * @param certificate the certificate
 * @param ppid the platform's provisioning id, 32 lower-case hex digits
 * @param componentSvns the 16 components of the TCB, 0 to 255 each
 * @param pceSvn the SVN of the PCE, 0 to 65535
 * @param cpuSvn CPUSVN, 32 lower-case hex digits
 * @param pceId PCE-ID, 4 lower-case hex digits
 * @param fmspc the platform's family, 12 lower-case hex digits
 * @param sgxType 0 standard, 1 scalable, 2 scalable with integrity
 * @param platformInstanceId 32 lower-case hex digits; only on multi-package platforms
 * @param configuration dynamic platform, cached keys and SMT; only on multi-package platforms
 */
public record PckCertificate(
    Certificate certificate,
    String ppid,
    List<Integer> componentSvns,
    int pceSvn,
    String cpuSvn,
    String pceId,
    String fmspc,
    int sgxType,
    Optional<String> platformInstanceId,
    Map<Setting, Boolean> configuration) {
  /** What the configuration of a multi-package platform says. */
  public enum Setting {
    /** Whether the platform may gain packages (.7.1). */
    DYNAMIC_PLATFORM,
    /** Whether Intel keeps the platform's root keys (.7.2). */
    CACHED_KEYS,
    /** Whether simultaneous multithreading is on (.7.3). */
    SMT_ENABLED
  }

  /** The number of TCB components. */
  static final int COMPONENTS = 16;

  private static final String SGX = "1.2.840.113741.1.13.1";
  private static final ASN1ObjectIdentifier SGX_EXTENSION = new ASN1ObjectIdentifier(SGX);
  private static final String TCB = SGX + ".2";
  private static final String CONFIGURATION = SGX + ".7";

  /** Copies lists and maps. */
  public PckCertificate {
    componentSvns = List.copyOf(componentSvns);
    configuration = Map.copyOf(configuration);
  }

  /** Whether a certificate has the extension that makes it a PCK certificate. */
  static boolean isClaimedBy(Certificate certificate) {
    return certificate.extension(SGX_EXTENSION).isPresent();
  }

  /** Reads the extension; refused with {@link IntelReason#PCK_MALFORMED}. */
  static Parsed<PckCertificate> parse(Certificate certificate) {
    try {
      return new Parsed.Accepted<>(
          read(certificate, certificate.extension(SGX_EXTENSION).orElseThrow()));
    } catch (RuntimeException | java.io.IOException malformed) {
      return new Parsed.Refused<>(IntelReason.PCK_MALFORMED.plain());
    }
  }

  private static PckCertificate read(Certificate certificate, byte[] extension)
      throws java.io.IOException {
    Map<String, ASN1Encodable> values = entries(ASN1Primitive.fromByteArray(extension));
    Map<String, ASN1Encodable> tcb = entries(required(values, TCB));
    return new PckCertificate(
        certificate,
        octets(required(values, SGX + ".1"), 16),
        IntStream.rangeClosed(1, COMPONENTS)
            .mapToObj(i -> integer(required(tcb, TCB + "." + i), 0xFF))
            .toList(),
        integer(required(tcb, TCB + ".17"), 0xFFFF),
        octets(required(tcb, TCB + ".18"), 16),
        octets(required(values, SGX + ".3"), 2),
        octets(required(values, SGX + ".4"), 6),
        sgxType(required(values, SGX + ".5")),
        Optional.ofNullable(values.get(SGX + ".6")).map(id -> octets(id, 16)),
        configuration(values));
  }

  private static Map<Setting, Boolean> configuration(Map<String, ASN1Encodable> values) {
    ASN1Encodable present = values.get(CONFIGURATION);
    if (present == null) {
      return Map.of();
    }
    Map<String, ASN1Encodable> settings = entries(present);
    Map<Setting, Boolean> configuration = new HashMap<>();
    List<Setting> order =
        List.of(Setting.DYNAMIC_PLATFORM, Setting.CACHED_KEYS, Setting.SMT_ENABLED);
    for (int i = 0; i < order.size(); i++) {
      ASN1Encodable value = settings.get(CONFIGURATION + "." + (i + 1));
      if (value != null) {
        configuration.put(order.get(i), ASN1Boolean.getInstance(value).isTrue());
      }
    }
    return configuration;
  }

  /** The pairs of an object identifier and a value; throws on anything else, and on duplicates. */
  private static Map<String, ASN1Encodable> entries(ASN1Encodable sequence) {
    Map<String, ASN1Encodable> entries = new HashMap<>();
    for (ASN1Encodable entry : ASN1Sequence.getInstance(sequence)) {
      ASN1Sequence pair = ASN1Sequence.getInstance(entry);
      String oid = ASN1ObjectIdentifier.getInstance(pair.getObjectAt(0)).getId();
      if (pair.size() != 2 || entries.put(oid, pair.getObjectAt(1)) != null) {
        throw new IllegalArgumentException("not one value of " + oid);
      }
    }
    return entries;
  }

  private static ASN1Encodable required(Map<String, ASN1Encodable> entries, String oid) {
    ASN1Encodable value = entries.get(oid);
    if (value == null) {
      throw new IllegalArgumentException("no " + oid);
    }
    return value;
  }

  private static String octets(ASN1Encodable value, int length) {
    byte[] octets = ASN1OctetString.getInstance(value).getOctets();
    if (octets.length != length) {
      throw new IllegalArgumentException(octets.length + " octets, not " + length);
    }
    return HexFormat.of().formatHex(octets);
  }

  private static int integer(ASN1Encodable value, int max) {
    BigInteger integer = ASN1Integer.getInstance(value).getValue();
    if (integer.signum() < 0 || integer.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new IllegalArgumentException("out of range");
    }
    return integer.intValue();
  }

  private static int sgxType(ASN1Encodable value) {
    int type = ASN1Enumerated.getInstance(value).intValueExact();
    if (type < 0 || type > 2) {
      throw new IllegalArgumentException("no such type");
    }
    return type;
  }

  /** The authority that the certificate names as its issuer; empty for any other name. */
  Optional<PckAuthority> authority() {
    return Arrays.stream(PckAuthority.values())
        .filter(a -> certificate.issuerCommonName().equals(Optional.of(a.commonName())))
        .findFirst();
  }
}
