package dev.sealkeep.simulator;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;

/**
 * What a VCEK or VLEK certificate says besides its key and issuer. AMD 57230, certificate format.
 *
 * @param commonName the subject's common name
 * @param serial the serial number, 0 in real certificates
 * @param notBefore the start of validity, whole seconds
 * @param notAfter the end of validity, whole seconds
 * @param extensions the content of each extension by its dotted OID, in order of appearance
 */
public record EndorsementProfile(
    String commonName,
    BigInteger serial,
    Instant notBefore,
    Instant notAfter,
    SequencedMap<String, byte[]> extensions) {
  /** The arc of AMD's extensions. */
  public static final String ARC = "1.3.6.1.4.1.3704.1.";

  /** The structure's version. */
  public static final String STRUCT_VERSION = ARC + "1";

  /** The product's name. */
  public static final String PRODUCT_NAME = ARC + "2";

  /** The boot loader's security version number. */
  public static final String BL_SPL = ARC + "3.1";

  /** The TEE's security version number. */
  public static final String TEE_SPL = ARC + "3.2";

  /** The SNP firmware's security version number. */
  public static final String SNP_SPL = ARC + "3.3";

  /** The microcode's security version number. */
  public static final String UCODE_SPL = ARC + "3.8";

  /** The FMC's security version number, on Turin alone. */
  public static final String FMC_SPL = ARC + "3.9";

  /** The chip's id, of a VCEK alone. */
  public static final String HW_ID = ARC + "4";

  /** The provider's id, of a VLEK alone. */
  public static final String CSP_ID = ARC + "5";

  private static final int VCEK_YEARS = 7;
  private static final int VLEK_YEARS = 1;

  /** Copies {@code extensions}. */
  public EndorsementProfile {
    extensions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(extensions));
  }

  /** What the certificate of a chip's VCEK says, with a raw hwID and a validity of 7 years. */
  public static EndorsementProfile vcek(TcbVersion tcb, byte[] hwId, Instant notBefore) {
    SequencedMap<String, byte[]> extensions = common(tcb, tcb.product().vcekProductName());
    extensions.put(HW_ID, hwId.clone());
    return of(SigningKey.VCEK, notBefore, VCEK_YEARS, extensions);
  }

  /** What the certificate of a provider's VLEK says, with a validity of 1 year. */
  public static EndorsementProfile vlek(TcbVersion tcb, String cspId, Instant notBefore) {
    SequencedMap<String, byte[]> extensions = common(tcb, tcb.product().line());
    extensions.put(CSP_ID, der(new DERIA5String(cspId)));
    return of(SigningKey.VLEK, notBefore, VLEK_YEARS, extensions);
  }

  /** The same with another extension content, or with one more extension at the end. */
  public EndorsementProfile with(String oid, byte[] content) {
    SequencedMap<String, byte[]> changed = new LinkedHashMap<>(extensions);
    changed.put(oid, content.clone());
    return new EndorsementProfile(commonName, serial, notBefore, notAfter, changed);
  }

  /** The same with an INTEGER in that extension. */
  public EndorsementProfile withInteger(String oid, int value) {
    return with(oid, der(new ASN1Integer(value)));
  }

  /** The same without that extension. */
  public EndorsementProfile without(String oid) {
    SequencedMap<String, byte[]> changed = new LinkedHashMap<>(extensions);
    changed.remove(oid);
    return new EndorsementProfile(commonName, serial, notBefore, notAfter, changed);
  }

  /** The same with hwID in an OCTET STRING of its own, a form that verifiers accept as well. */
  public EndorsementProfile withWrappedHwId() {
    byte[] hwId = extensions.get(HW_ID);
    if (hwId == null) {
      throw new IllegalStateException("a VLEK has no hwID");
    }
    return with(HW_ID, der(new DEROctetString(hwId)));
  }

  /** The same with another subject. */
  public EndorsementProfile withCommonName(String name) {
    return new EndorsementProfile(name, serial, notBefore, notAfter, extensions);
  }

  /** The same with another validity. */
  public EndorsementProfile withValidity(Instant from, Instant to) {
    return new EndorsementProfile(commonName, serial, from, to, extensions);
  }

  private static EndorsementProfile of(
      SigningKey kind, Instant notBefore, int years, SequencedMap<String, byte[]> extensions) {
    Instant notAfter = notBefore.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
    return new EndorsementProfile(
        kind.commonName(), BigInteger.ZERO, notBefore, notAfter, extensions);
  }

  /** The order of the extensions is that of real certificates. */
  private static SequencedMap<String, byte[]> common(TcbVersion tcb, String productName) {
    Product product = tcb.product();
    SequencedMap<String, byte[]> extensions = new LinkedHashMap<>();
    putInteger(extensions, STRUCT_VERSION, product.structVersion());
    extensions.put(PRODUCT_NAME, der(new DERIA5String(productName)));
    if (product.hasFmc()) {
      putInteger(extensions, FMC_SPL, tcb.fmc());
    }
    putInteger(extensions, BL_SPL, tcb.bootloader());
    putInteger(extensions, TEE_SPL, tcb.tee());
    if (product.hasFmc()) {
      putInteger(extensions, SNP_SPL, tcb.snp());
    } else {
      putInteger(extensions, ARC + "3.4", 0);
    }
    putInteger(extensions, ARC + "3.5", 0);
    putInteger(extensions, ARC + "3.6", 0);
    putInteger(extensions, ARC + "3.7", 0);
    if (!product.hasFmc()) {
      putInteger(extensions, SNP_SPL, tcb.snp());
    }
    putInteger(extensions, UCODE_SPL, tcb.microcode());
    return extensions;
  }

  private static void putInteger(Map<String, byte[]> extensions, String oid, int value) {
    extensions.put(oid, der(new ASN1Integer(value)));
  }

  private static byte[] der(ASN1Object value) {
    try {
      return value.getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("cannot encode an extension", e);
    }
  }
}
