package dev.sealkeep.simulator;

/** The kinds of key that sign reports, the SIGNING_KEY field's first two values. */
public enum SigningKey {
  /** The versioned chip endorsement key, issued by the ASK. */
  VCEK(0, "SEV-VCEK", Authority.ASK),
  /** The versioned loaded endorsement key of a cloud provider, issued by the ASVK. */
  VLEK(1, "SEV-VLEK", Authority.ASVK);

  private final int code;
  private final String commonName;
  private final Authority issuer;

  SigningKey(int code, String commonName, Authority issuer) {
    this.code = code;
    this.commonName = commonName;
    this.issuer = issuer;
  }

  /** The value of the report's SIGNING_KEY field. */
  public int code() {
    return code;
  }

  /** The subject common name of the certificate. */
  public String commonName() {
    return commonName;
  }

  /** The authority that issues the certificate. */
  public Authority issuer() {
    return issuer;
  }
}
