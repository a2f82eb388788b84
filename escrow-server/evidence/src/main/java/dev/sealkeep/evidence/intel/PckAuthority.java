package dev.sealkeep.evidence.intel;

import java.util.Locale;

/** Intel's authorities that issue PCK certificates (Intel SGX PCK Certificate and CRL Profile). */
enum PckAuthority {
  /** For platforms of several packages. */
  PLATFORM("Intel SGX PCK Platform CA"),
  /** For single packages. */
  PROCESSOR("Intel SGX PCK Processor CA");

  private final String commonName;

  PckAuthority(String commonName) {
    this.commonName = commonName;
  }

  String commonName() {
    return commonName;
  }

  /** The word in Intel's paths and in claims. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
