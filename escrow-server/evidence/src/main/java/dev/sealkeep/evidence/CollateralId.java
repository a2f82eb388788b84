package dev.sealkeep.evidence;

import java.util.Locale;

/**
 * One item of collateral that a vendor publishes, named by what it is and not by where it lies.
 * Texts in it come from unverified evidence but have a checked form, so that they may stand in a
 * path.
 */
public sealed interface CollateralId {
  /** Which of AMD's two kinds of endorsement key. */
  enum AmdKey {
    /** One chip at one TCB. */
    VCEK,
    /** A cloud provider's key at one TCB. */
    VLEK;

    /** The word in AMD's paths: {@code vcek} or {@code vlek}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which of Intel's two kinds of enclave hardware. */
  enum IntelTee {
    /** SGX. */
    SGX,
    /** TDX. */
    TDX;

    /** The word in Intel's paths: {@code sgx} or {@code tdx}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A VCEK certificate (AMD 57230, section 4.1).
   *
   * @param product the product's name, such as {@code Milan}
   * @param hwId 16 or 128 lower-case hex digits
   * @param tcb the query that names the TCB, such as {@code
   *     blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115}
   */
  record AmdVcek(String product, String hwId, String tcb) implements CollateralId {}

  /** The ASK or ASVK and the ARK of a product, in PEM (AMD 57230, section 4.2). */
  record AmdChain(AmdKey key, String product) implements CollateralId {}

  /** The revocation list of a product's ARK, in DER (AMD 57230, section 4.3). */
  record AmdRevocationList(AmdKey key, String product) implements CollateralId {}

  /**
   * TCB info of a platform family (Intel PCS API v4).
   *
   * @param fmspc 12 lower-case hex digits
   */
  record IntelTcbInfo(IntelTee tee, String fmspc) implements CollateralId {}

  /** The identity of the quoting enclave (Intel PCS API v4). */
  record IntelQeIdentity(IntelTee tee) implements CollateralId {}

  /**
   * The revocation list of the CA that issued a PCK certificate (Intel PCS API v4).
   *
   * @param ca {@code platform} or {@code processor}
   */
  record IntelPckRevocationList(String ca) implements CollateralId {}

  /** The revocation list of Intel's root. */
  record IntelRootRevocationList() implements CollateralId {}
}
