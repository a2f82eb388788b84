package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ByteCursor;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The public area of a TPM key, TPMT_PUBLIC (TPM 2.0 Library part 2, section 12.2.4), big-endian.
 *
 * @param area the bytes of the TPMT_PUBLIC, of which the name is made
 * @param nameHash the hash of the name
 * @param attributes TPMA_OBJECT
 * @param symmetric what a storage key protects its children with, or makes no sense of
 * @param spki the key itself
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
public record TpmPublic(
    byte[] area,
    TcgHash nameHash,
    long attributes,
    Symmetric symmetric,
    SubjectPublicKeyInfo spki) {
  /** The most bytes that are read. */
  public static final int MAX_BYTES = 1024;

  /** TPM_RH_ENDORSEMENT, whose handle is its name and qualified name. */
  private static final int ENDORSEMENT_HIERARCHY = 0x4000_000B;

  private static final int DEFAULT_EXPONENT = 65_537;
  private static final Set<Integer> AES_BITS = Set.of(128, 192, 256);

  /**
   * TPMT_SYM_DEF_OBJECT.
   *
   * @param algorithm TPM_ALG_ID; TPM_ALG_NULL where there is none
   */
  public record Symmetric(int algorithm, int keyBits, int mode) {}

  /** What an attestation key's attributes have to be. */
  private enum Attribute {
    FIXED_TPM(1),
    FIXED_PARENT(4),
    SENSITIVE_DATA_ORIGIN(5),
    RESTRICTED(16),
    DECRYPT(17),
    SIGN(18);

    private final int bit;

    Attribute(int bit) {
      this.bit = bit;
    }

    boolean isIn(long attributes) {
      return (attributes >> bit & 1) == 1;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a TPMT_PUBLIC, or one in a TPM2B_PUBLIC; refused with {@link TpmReason#AK_MALFORMED} or
   * {@link TpmReason#AK_UNSUPPORTED}.
   */
  public static Parsed<TpmPublic> parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return refused(TpmReason.AK_MALFORMED, "The public area has " + bytes.length + " bytes.");
    }
    ByteCursor whole = ByteCursor.bigEndian(bytes);
    boolean sized = whole.u16() == bytes.length - Short.BYTES;
    return area(sized ? Arrays.copyOfRange(bytes, Short.BYTES, bytes.length) : bytes.clone());
  }

  private static Parsed<TpmPublic> area(byte[] area) {
    ByteCursor cursor = ByteCursor.bigEndian(area);
    int type = cursor.u16();
    Optional<TcgHash> nameHash = TcgHash.ofId(cursor.u16());
    long attributes = cursor.u32();
    cursor.sized();
    if (!cursor.isWhole()) {
      return refused(TpmReason.AK_MALFORMED, "The public area is cut off.");
    }
    boolean kindIsKnown = type == TpmAlgorithm.RSA || type == TpmAlgorithm.ECC;
    if (!kindIsKnown || nameHash.filter(h -> h != TcgHash.SHA1).isEmpty()) {
      return refused(
          TpmReason.AK_UNSUPPORTED,
          "The key is of type 0x%04x, or its name has a hash that is not accepted."
              .formatted(type));
    }
    Symmetric symmetric = symmetric(cursor);
    scheme(cursor);
    Optional<SubjectPublicKeyInfo> key = type == TpmAlgorithm.RSA ? rsa(cursor) : ecc(cursor);
    if (!cursor.isAtEnd()) {
      return refused(TpmReason.AK_MALFORMED, "The fields do not fill the public area exactly.");
    }
    return key.<Parsed<TpmPublic>>map(
            spki ->
                new Parsed.Accepted<>(
                    new TpmPublic(area, nameHash.get(), attributes, symmetric, spki)))
        .orElseGet(
            () -> refused(TpmReason.AK_UNSUPPORTED, "The key's parameters are not accepted."));
  }

  private static Symmetric symmetric(ByteCursor cursor) {
    int algorithm = cursor.u16();
    return algorithm == TpmAlgorithm.NULL
        ? new Symmetric(algorithm, 0, TpmAlgorithm.NULL)
        : new Symmetric(algorithm, cursor.u16(), cursor.u16());
  }

  /** TPMT_RSA_SCHEME, TPMT_ECC_SCHEME, TPMT_KDF_SCHEME: a hash unless there is none. */
  private static void scheme(ByteCursor cursor) {
    if (cursor.u16() != TpmAlgorithm.NULL) {
      cursor.u16();
    }
  }

  private static Optional<SubjectPublicKeyInfo> rsa(ByteCursor cursor) {
    int keyBits = cursor.u16();
    long exponent = cursor.u32();
    byte[] modulus = cursor.sized();
    if (modulus.length * Byte.SIZE != keyBits) {
      return Optional.empty();
    }
    return encoded(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        new RSAPublicKey(
            new BigInteger(1, modulus),
            BigInteger.valueOf(exponent == 0 ? DEFAULT_EXPONENT : exponent)));
  }

  private static Optional<SubjectPublicKeyInfo> encoded(
      AlgorithmIdentifier algorithm, ASN1Encodable key) {
    try {
      return Optional.of(new SubjectPublicKeyInfo(algorithm, key));
    } catch (IOException e) {
      throw new IllegalStateException("two integers always encode", e);
    }
  }

  private static Optional<SubjectPublicKeyInfo> ecc(ByteCursor cursor) {
    Optional<NamedCurve> curve = NamedCurve.ofId(cursor.u16());
    scheme(cursor);
    byte[] x = cursor.sized();
    byte[] y = cursor.sized();
    if (curve.isEmpty() || x.length > curve.get().bytes || y.length > curve.get().bytes) {
      return Optional.empty();
    }
    byte[] point =
        ByteBuffer.allocate(1 + 2 * curve.get().bytes)
            .put((byte) 4)
            .put(new byte[curve.get().bytes - x.length])
            .put(x)
            .put(new byte[curve.get().bytes - y.length])
            .put(y)
            .array();
    return Optional.of(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, new ASN1ObjectIdentifier(curve.get().oid)),
            point));
  }

  /** TPM_ECC_CURVE. */
  private enum NamedCurve {
    P256(3, 32, X9ObjectIdentifiers.prime256v1),
    P384(4, 48, SECObjectIdentifiers.secp384r1),
    P521(5, 66, SECObjectIdentifiers.secp521r1);

    private final int id;
    private final int bytes;
    private final String oid;

    NamedCurve(int id, int bytes, ASN1ObjectIdentifier oid) {
      this.id = id;
      this.bytes = bytes;
      this.oid = oid.getId();
    }

    static Optional<NamedCurve> ofId(int id) {
      return Arrays.stream(values()).filter(c -> c.id == id).findFirst();
    }
  }

  /** The Name: the hash's identifier u16 and the digest of the public area. */
  public byte[] name() {
    byte[] digest = nameHash.of(area);
    return ByteBuffer.allocate(Short.BYTES + digest.length)
        .putShort((short) nameHash.id())
        .put(digest)
        .array();
  }

  /** The Qualified Name of this key below a parent's (TPM 2.0 Library part 1, section 26.5). */
  public byte[] qualifiedName(byte[] parentQualifiedName) {
    byte[] digest = nameHash.of(parentQualifiedName, name());
    return ByteBuffer.allocate(Short.BYTES + digest.length)
        .putShort((short) nameHash.id())
        .put(digest)
        .array();
  }

  /**
   * The Qualified Name of this key as a child of an endorsement key, a primary key of the
   * endorsement hierarchy (part 1, section 26.5).
   */
  public byte[] qualifiedNameBelow(TpmPublic endorsementKey) {
    byte[] hierarchy = ByteBuffer.allocate(Integer.BYTES).putInt(ENDORSEMENT_HIERARCHY).array();
    return qualifiedName(endorsementKey.qualifiedName(hierarchy));
  }

  /**
   * What keeps this from being an attestation key: attributes it lacks, or {@code decrypt} that it
   * has. Only a restricted signing key that never leaves its TPM refuses to sign forged quotes.
   */
  public List<String> attestationFaults() {
    return faults(Attribute.DECRYPT);
  }

  /**
   * What keeps this from being an endorsement key: attributes it lacks, {@code sign} that it has,
   * or another cipher for its children than AES in CFB mode.
   */
  public List<String> endorsementFaults() {
    List<String> faults = faults(Attribute.SIGN);
    boolean aes =
        symmetric.algorithm() == TpmAlgorithm.AES
            && symmetric.mode() == TpmAlgorithm.CFB
            && AES_BITS.contains(symmetric.keyBits());
    if (!aes) {
      faults.add("not a parent with AES in CFB mode");
    }
    return faults;
  }

  private List<String> faults(Attribute unwanted) {
    List<String> faults = new ArrayList<>();
    for (Attribute attribute : Attribute.values()) {
      boolean wanted = attribute != unwanted;
      if (attribute.isIn(attributes) != wanted) {
        faults.add((wanted ? "not " : "") + attribute.word());
      }
    }
    return faults;
  }

  /** Whether the key is RSA, not ECC. */
  boolean isRsa() {
    return PKCSObjectIdentifiers.rsaEncryption.equals(spki.getAlgorithm().getAlgorithm());
  }

  /** The SubjectPublicKeyInfo in DER. */
  public byte[] spkiEncoded() {
    try {
      return spki.getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("what was read encodes", e);
    }
  }

  private static Parsed<TpmPublic> refused(TpmReason reason, String detail) {
    return new Parsed.Refused<>(reason.because(detail));
  }
}
