package dev.sealkeep.protocol.evidence;

/** The device gave no evidence. The message says what happened and what to do. */
public final class EvidenceUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for a person. */
  public EvidenceUnavailableException(String message) {
    super(message);
  }

  /** Makes one with a message for a person and its cause. */
  public EvidenceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
