package dev.sealkeep.service.cluster;

/** The cluster's settings or files cannot be used; the message says why and what to do. */
public final class ClusterRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal for that reason. */
  public ClusterRefusedException(String message) {
    super(message);
  }

  /** A refusal with what it came from. */
  public ClusterRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
