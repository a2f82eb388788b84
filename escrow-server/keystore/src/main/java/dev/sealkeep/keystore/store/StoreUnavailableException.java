package dev.sealkeep.keystore.store;

/**
 * The store cannot serve now: closed, overloaded, disk full or out of reach. Nothing was written.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one that says what is wrong. */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /** Makes one that says what is wrong, with its cause. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
