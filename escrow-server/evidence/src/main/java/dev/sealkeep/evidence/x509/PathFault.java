package dev.sealkeep.evidence.x509;

/**
 * Why a certificate path is not accepted. Each technology turns it into a reason of its own.
 *
 * @param detail one sentence for people
 */
public record PathFault(Kind kind, String detail) {
  /** What is wrong. */
  public enum Kind {
    /** No certificate of an issuer was supplied, or too many to try them all. */
    INCOMPLETE,
    /**
     * The issuer is no authority, may not issue at this depth, or demands what is not understood.
     */
    ISSUER_INVALID,
    /** A certificate's signature does not verify. */
    SIGNATURE_INVALID,
    /** A key or signature is of a kind that is not accepted. */
    ALGORITHM_UNSUPPORTED,
    /** The path ends in a root that is not pinned. */
    UNTRUSTED_ROOT,
    /** Past a certificate's notAfter. */
    EXPIRED,
    /** Before a certificate's notBefore. */
    NOT_YET_VALID,
    /** An authentic revocation list names a certificate. */
    REVOKED
  }
}
