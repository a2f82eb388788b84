package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The identity of a quoting enclave, version 2 (Intel PCS API v4, Enclave Identity). Well-formed;
 * trusted only within an {@link Authenticated}.
 *
 * @param levels of the enclave's SVN, in the order of the document
 */
record QeIdentity(IntelTee tee, Lifetime lifetime, Profile profile, List<TcbLevel.ForSvn> levels)
    implements SignedCollateral {
  /**
   * Which enclave it is.
   *
   * @param mrSigner 64 lower-case hex digits
   */
  record Profile(String mrSigner, int isvProdId, Masked miscSelect, Masked attributes) {
    /** Why a report is not that enclave's; empty if it is. */
    Optional<Reason> mismatch(EnclaveReport report) {
      String field =
          !HexFormat.of().formatHex(report.mrSigner()).equals(mrSigner)
              ? "MRSIGNER"
              : report.isvProdId() != isvProdId
                  ? "ISVPRODID"
                  : !miscSelect.matches(report.miscSelect())
                      ? "MISCSELECT"
                      : !attributes.matches(report.attributes()) ? "ATTRIBUTES" : "";
      return field.isEmpty()
          ? Optional.empty()
          : Optional.of(
              IntelReason.QE_IDENTITY_MISMATCH.because(
                  field + " of the quoting enclave is not Intel's."));
    }
  }

  QeIdentity {
    levels = List.copyOf(levels);
  }

  /**
   * The enclave that Intel's identities have named throughout, for use without any of them: the PCE
   * certifies every enclave that has access to the provisioning key, and its owner may grant that
   * to an enclave of his own.
   */
  static Profile knownProfile(IntelTee tee) {
    String mrSigner =
        switch (tee) {
          case SGX -> "8c4f5775d796503e96137f77c68a829a0056ac8ded70140b081b094490c57bff";
          case TDX -> "dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5";
        };
    return new Profile(
        mrSigner,
        tee == IntelTee.SGX ? 1 : 2,
        new Masked("00000000", "ffffffff"),
        new Masked("11000000000000000000000000000000", "fbffffffffffffff0000000000000000"));
  }

  /** Reads the inner object; refused with {@link IntelReason#QE_IDENTITY_MALFORMED}. */
  static Parsed<QeIdentity> parse(byte[] json) {
    try {
      return new Parsed.Accepted<>(
          read(CollateralObject.of(json, SignedCollateral.Kind.QE_IDENTITY)));
    } catch (Malformed malformed) {
      return new Parsed.Refused<>(malformed.reason());
    }
  }

  private static QeIdentity read(CollateralObject identity) throws Malformed {
    identity.integer("version", 2, 2);
    IntelTee tee =
        switch (identity.text("id")) {
          case "QE" -> IntelTee.SGX;
          case "TD_QE" -> IntelTee.TDX;
          default -> throw identity.malformed("id is neither QE nor TD_QE");
        };
    Profile profile =
        new Profile(
            identity.hex("mrsigner", 32),
            identity.integer("isvprodid", 0, 0xFFFF),
            Masked.read(identity, "miscselect", 4),
            Masked.read(identity, "attributes", 16));
    return new QeIdentity(tee, Lifetime.read(identity), profile, identity.svnLevels());
  }

  @Override
  public Kind kind() {
    return Kind.QE_IDENTITY;
  }

  /** The first level that an SVN reaches; empty if there is none. */
  Optional<TcbLevel.ForSvn> level(int isvSvn) {
    return levels.stream().filter(level -> isvSvn >= level.isvSvn()).findFirst();
  }
}
