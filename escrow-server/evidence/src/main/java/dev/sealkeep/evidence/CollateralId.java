package dev.sealkeep.evidence;

import java.util.Locale;
import java.util.regex.Pattern;

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
   *     blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115}: decimal, at least two digits, {@code fmcSPL}
   *     first where the product has one
   */
  record AmdVcek(String product, String hwId, String tcb) implements CollateralId {
    /** Throws {@link IllegalArgumentException} for a text of another form. */
    public AmdVcek {
      Form.PRODUCT.check(product);
      Form.HW_ID.check(hwId);
      Form.TCB.check(tcb);
    }
  }

  /** The ASK or ASVK and the ARK of a product, in PEM (AMD 57230, section 4.2). */
  record AmdChain(AmdKey key, String product) implements CollateralId {
    /** Throws {@link IllegalArgumentException} for a text of another form. */
    public AmdChain {
      Form.PRODUCT.check(product);
    }
  }

  /** The revocation list of a product's ARK, in DER (AMD 57230, section 4.3). */
  record AmdRevocationList(AmdKey key, String product) implements CollateralId {
    /** Throws {@link IllegalArgumentException} for a text of another form. */
    public AmdRevocationList {
      Form.PRODUCT.check(product);
    }
  }

  /**
   * TCB info of a platform family (Intel PCS API v4).
   *
   * @param fmspc 12 lower-case hex digits
   */
  record IntelTcbInfo(IntelTee tee, String fmspc) implements CollateralId {
    /** Throws {@link IllegalArgumentException} for a text of another form. */
    public IntelTcbInfo {
      Form.FMSPC.check(fmspc);
    }
  }

  /** The identity of the quoting enclave (Intel PCS API v4). */
  record IntelQeIdentity(IntelTee tee) implements CollateralId {}

  /**
   * The revocation list of the CA that issued a PCK certificate (Intel PCS API v4).
   *
   * @param ca {@code platform} or {@code processor}
   */
  record IntelPckRevocationList(String ca) implements CollateralId {
    /** Throws {@link IllegalArgumentException} for a text of another form. */
    public IntelPckRevocationList {
      Form.PCK_CA.check(ca);
    }
  }

  /** The revocation list of Intel's root. */
  record IntelRootRevocationList() implements CollateralId {}

  /**
   * Whether evidence that calls for it proves next to nothing without it: it is rejected, or its
   * TCB stays unknown. Without the others a claim about revocation is missing.
   */
  default boolean indispensable() {
    return switch (this) {
      case AmdVcek vcek -> true;
      case AmdChain chain -> true;
      case AmdRevocationList list -> false;
      case IntelTcbInfo info -> true;
      case IntelQeIdentity identity -> true;
      case IntelPckRevocationList list -> false;
      case IntelRootRevocationList list -> false;
    };
  }

  /** Whether it says what is revoked. */
  default boolean isRevocationList() {
    return switch (this) {
      case AmdRevocationList list -> true;
      case IntelPckRevocationList list -> true;
      case IntelRootRevocationList list -> true;
      case AmdVcek vcek -> false;
      case AmdChain chain -> false;
      case IntelTcbInfo info -> false;
      case IntelQeIdentity identity -> false;
    };
  }

  /** The chip or platform family that it is about; empty for what many share. */
  default String subject() {
    return switch (this) {
      case AmdVcek vcek -> vcek.hwId();
      case IntelTcbInfo info -> info.fmspc();
      case AmdChain chain -> "";
      case AmdRevocationList list -> "";
      case IntelQeIdentity identity -> "";
      case IntelPckRevocationList list -> "";
      case IntelRootRevocationList list -> "";
    };
  }

  /** The forms of the texts in ids; none of them can leave a path's segment or a query's value. */
  enum Form {
    /** A product's name. */
    PRODUCT("[A-Z][A-Za-z]{0,15}"),
    /** A chip's id. */
    HW_ID("[0-9a-f]{16}|[0-9a-f]{128}"),
    /** A TCB as a query. */
    TCB(
        "(fmcSPL=#&)?blSPL=#&teeSPL=#&snpSPL=#&ucodeSPL=#"
            .replace("#", "(0[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])")),
    /** A platform family. */
    FMSPC("[0-9a-f]{12}"),
    /** A CA of PCK certificates. */
    PCK_CA("platform|processor");

    private final Pattern pattern;

    Form(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    /** Whether a text has the form. */
    public boolean fits(String text) {
      return pattern.matcher(text).matches();
    }

    private void check(String text) {
      if (!fits(text)) {
        throw new IllegalArgumentException(name() + " is not " + pattern + ": " + text);
      }
    }
  }
}
