package dev.sealkeep.service.log;

/** The database's log is not the one this node knows. Nothing may be signed on it. */
public final class LogDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one that says how they differ. */
  public LogDivergedException(String message) {
    super(message);
  }
}
