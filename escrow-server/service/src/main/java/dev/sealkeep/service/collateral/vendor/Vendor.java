package dev.sealkeep.service.collateral.vendor;

import java.util.Locale;

/** Who publishes collateral. */
public enum Vendor {
  /** AMD's Key Distribution Service (AMD 57230, chapter 4). */
  AMD("https://kdsintf.amd.com"),
  /** Intel's Provisioning Certification Service, version 4, or a PCCS. */
  INTEL("https://api.trustedservices.intel.com");

  private final String home;

  Vendor(String home) {
    this.home = home;
  }

  /** The base of the vendor's own URLs, without a slash at the end. */
  public String home() {
    return home;
  }

  /** The word in paths, labels and settings: {@code amd} or {@code intel}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
