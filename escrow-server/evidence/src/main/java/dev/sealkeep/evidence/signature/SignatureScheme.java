package dev.sealkeep.evidence.signature;

/** How a message is hashed and signed; the key says on which curve or modulus. */
public enum SignatureScheme {
  /** ECDSA with SHA-256. */
  ECDSA_SHA256(Family.ECDSA, "SHA-256", "SHA256withECDSA"),
  /** ECDSA with SHA-384. */
  ECDSA_SHA384(Family.ECDSA, "SHA-384", "SHA384withECDSA"),
  /** ECDSA with SHA-512. */
  ECDSA_SHA512(Family.ECDSA, "SHA-512", "SHA512withECDSA"),
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RSA_PKCS1_SHA256(Family.RSA, "SHA-256", "SHA256withRSA"),
  /** RSASSA-PKCS1-v1_5 with SHA-384. */
  RSA_PKCS1_SHA384(Family.RSA, "SHA-384", "SHA384withRSA"),
  /** RSASSA-PKCS1-v1_5 with SHA-512. */
  RSA_PKCS1_SHA512(Family.RSA, "SHA-512", "SHA512withRSA"),
  /** RSASSA-PSS with SHA-256 for message and mask. */
  RSA_PSS_SHA256(Family.RSA, "SHA-256", "RSASSA-PSS"),
  /** RSASSA-PSS with SHA-384 for message and mask. */
  RSA_PSS_SHA384(Family.RSA, "SHA-384", "RSASSA-PSS"),
  /** RSASSA-PSS with SHA-512 for message and mask. */
  RSA_PSS_SHA512(Family.RSA, "SHA-512", "RSASSA-PSS");

  /** What kind of key signs. */
  public enum Family {
    /** A point on a curve. */
    ECDSA,
    /** A modulus and an exponent. */
    RSA
  }

  private final Family family;
  private final String hash;
  private final String jcaName;

  SignatureScheme(Family family, String hash, String jcaName) {
    this.family = family;
    this.hash = hash;
    this.jcaName = jcaName;
  }

  /** What kind of key signs. */
  public Family family() {
    return family;
  }

  /** The hash's name in Java's cryptography architecture. */
  public String hash() {
    return hash;
  }

  /** The signature's name there. */
  String jcaName() {
    return jcaName;
  }

  /** Whether the padding is PSS. */
  boolean isPss() {
    return jcaName.equals("RSASSA-PSS");
  }
}
