package dev.sealkeep.evidence.intel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a TCB stands (Intel PCS API v4, TCB info; the last two by the verification library). */
public enum TcbStatus {
  /** UpToDate. */
  UP_TO_DATE("UpToDate"),
  /** SWHardeningNeeded. */
  SW_HARDENING_NEEDED("SWHardeningNeeded"),
  /** ConfigurationNeeded. */
  CONFIGURATION_NEEDED("ConfigurationNeeded"),
  /** ConfigurationAndSWHardeningNeeded. */
  CONFIGURATION_AND_SW_HARDENING_NEEDED("ConfigurationAndSWHardeningNeeded"),
  /** OutOfDate. */
  OUT_OF_DATE("OutOfDate"),
  /** OutOfDateConfigurationNeeded. */
  OUT_OF_DATE_CONFIGURATION_NEEDED("OutOfDateConfigurationNeeded"),
  /** Revoked. */
  REVOKED("Revoked"),
  /** The TDX module was updated, but the TD was launched before. */
  TD_RELAUNCH_ADVISED("TDRelaunchAdvised"),
  /** The same, and configuration is needed. */
  TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED("TDRelaunchAdvisedConfigurationNeeded");

  private final String vendorName;

  TcbStatus(String vendorName) {
    this.vendorName = vendorName;
  }

  /** The status of a published TCB level; empty for any other word. */
  static Optional<TcbStatus> ofVendorName(String name) {
    return Arrays.stream(values())
        .filter(status -> !status.isRelaunch() && status.vendorName.equals(name))
        .findFirst();
  }

  /** The vendor's spelling, such as {@code UpToDate}. */
  public String vendorName() {
    return vendorName;
  }

  /** The word in claims, such as {@code up_to_date}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isRelaunch() {
    return this == TD_RELAUNCH_ADVISED || this == TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
  }

  boolean isOutOfDate() {
    return this == OUT_OF_DATE || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
  }

  private boolean needsConfiguration() {
    return this == CONFIGURATION_NEEDED
        || this == CONFIGURATION_AND_SW_HARDENING_NEEDED
        || this == OUT_OF_DATE_CONFIGURATION_NEEDED
        || this == TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
  }

  private boolean needsHardening() {
    return this == SW_HARDENING_NEEDED || this == CONFIGURATION_AND_SW_HARDENING_NEEDED;
  }

  /**
   * The status of a platform with a part of its own status, such as the TDX module or the quoting
   * enclave: the worse of both counts, and configuration is needed if either needs it.
   */
  TcbStatus with(TcbStatus part) {
    if (this == REVOKED || part == REVOKED) {
      return REVOKED;
    }
    boolean configuration = needsConfiguration() || part.needsConfiguration();
    if (isOutOfDate() || part.isOutOfDate()) {
      return configuration ? OUT_OF_DATE_CONFIGURATION_NEEDED : OUT_OF_DATE;
    }
    if (isRelaunch() || part.isRelaunch()) {
      return configuration ? TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED : TD_RELAUNCH_ADVISED;
    }
    boolean hardening = needsHardening() || part.needsHardening();
    if (configuration) {
      return hardening ? CONFIGURATION_AND_SW_HARDENING_NEEDED : CONFIGURATION_NEEDED;
    }
    return hardening ? SW_HARDENING_NEEDED : UP_TO_DATE;
  }

  /** Out of date as the TD was launched, while the platform under it is up to date again. */
  TcbStatus relaunchAdvised() {
    return needsConfiguration() ? TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED : TD_RELAUNCH_ADVISED;
  }
}
