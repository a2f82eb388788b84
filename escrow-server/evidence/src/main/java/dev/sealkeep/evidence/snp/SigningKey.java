package dev.sealkeep.evidence.snp;

import java.util.Optional;

/** The two kinds of key that endorse a report (AMD 57230). */
public enum SigningKey {
  /** Versioned chip endorsement key: derived from one chip's secret and its TCB. */
  VCEK("vcek", "SEV-VCEK", "SEV-"),
  /** Versioned loaded endorsement key: given by AMD to one cloud provider, for one TCB. */
  VLEK("vlek", "SEV-VLEK", "SEV-VLEK-");

  private final String tag;
  private final String subject;
  private final String issuerPrefix;

  SigningKey(String tag, String subject, String issuerPrefix) {
    this.tag = tag;
    this.subject = subject;
    this.issuerPrefix = issuerPrefix;
  }

  /** The word used in claims, {@code vcek} or {@code vlek}. */
  public String tag() {
    return tag;
  }

  /** The subject's common name in the certificate. */
  public String subject() {
    return subject;
  }

  /** The common name of the ASK (for a VCEK) or ASVK (for a VLEK) of a product line. */
  public String authorityName(Product product) {
    return issuerPrefix + product.line();
  }

  /** The kind of key whose certificates have that common name. */
  static Optional<SigningKey> ofSubject(String commonName) {
    for (SigningKey key : values()) {
      if (key.subject.equals(commonName)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
