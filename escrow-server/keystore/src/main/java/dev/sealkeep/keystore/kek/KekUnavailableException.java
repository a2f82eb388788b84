package dev.sealkeep.keystore.kek;

/** The root KEK's provider cannot serve now. Says nothing of whether a wrapped secret is good. */
public final class KekUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for a person. */
  public KekUnavailableException(String message) {
    super(message);
  }

  /** Makes one with a message for a person and its cause. */
  public KekUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
