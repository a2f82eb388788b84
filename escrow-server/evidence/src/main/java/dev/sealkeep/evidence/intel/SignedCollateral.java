package dev.sealkeep.evidence.intel;

/** A document that Intel signs. */
sealed interface SignedCollateral permits TcbInfo, QeIdentity {
  /** Kinds of documents, with the reasons for which each is refused. */
  enum Kind {
    /** What stands how. */
    TCB_INFO(
        "tcbInfo",
        "tcb_info",
        IntelReason.TCB_INFO_MALFORMED,
        IntelReason.TCB_INFO_SIGNATURE_INVALID,
        IntelReason.TCB_INFO_NOT_YET_VALID,
        IntelReason.TCB_INFO_EXPIRED,
        IntelReason.TCB_INFO_MISMATCH),
    /** Which enclave quotes. */
    QE_IDENTITY(
        "enclaveIdentity",
        "qe_identity",
        IntelReason.QE_IDENTITY_MALFORMED,
        IntelReason.QE_IDENTITY_SIGNATURE_INVALID,
        IntelReason.QE_IDENTITY_NOT_YET_VALID,
        IntelReason.QE_IDENTITY_EXPIRED,
        IntelReason.QE_IDENTITY_TEE_MISMATCH);

    private final String member;
    private final String textMember;
    private final IntelReason malformed;
    private final IntelReason signatureInvalid;
    private final IntelReason notYetValid;
    private final IntelReason expired;
    private final IntelReason mismatch;

    Kind(
        String member,
        String textMember,
        IntelReason malformed,
        IntelReason signatureInvalid,
        IntelReason notYetValid,
        IntelReason expired,
        IntelReason mismatch) {
      this.member = member;
      this.textMember = textMember;
      this.malformed = malformed;
      this.signatureInvalid = signatureInvalid;
      this.notYetValid = notYetValid;
      this.expired = expired;
      this.mismatch = mismatch;
    }

    /** The member of Intel's answer that is signed. */
    String member() {
      return member;
    }

    /** The member that holds the signed text in collateral as quoting libraries hand it on. */
    String textMember() {
      return textMember;
    }

    IntelReason malformed() {
      return malformed;
    }

    IntelReason signatureInvalid() {
      return signatureInvalid;
    }

    IntelReason notYetValid() {
      return notYetValid;
    }

    IntelReason expired() {
      return expired;
    }

    /** The document is well signed, but of something else. */
    IntelReason mismatch() {
      return mismatch;
    }
  }

  /** What kind of document it is. */
  Kind kind();

  /** When it counts. */
  Lifetime lifetime();
}
