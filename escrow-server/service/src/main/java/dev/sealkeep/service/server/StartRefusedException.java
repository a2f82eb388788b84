package dev.sealkeep.service.server;

/** The node refuses to start. The message says why and what to do. */
public final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for a person. */
  public StartRefusedException(String message) {
    super(message);
  }

  /** Makes one with a message for a person and its cause. */
  public StartRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
