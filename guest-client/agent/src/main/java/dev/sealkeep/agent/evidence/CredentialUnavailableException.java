package dev.sealkeep.agent.evidence;

/** The issuer of credentials could not be asked, or is not to be trusted; the issuer knows why. */
public final class CredentialUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message for a person. */
  public CredentialUnavailableException(String message) {
    super(message);
  }
}
