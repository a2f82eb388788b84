package dev.sealkeep.keystore.store;

/** COMMIT failed: whether the transaction is durable is not known, and nothing may be answered. */
public final class CommitUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one with its cause. */
  public CommitUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
