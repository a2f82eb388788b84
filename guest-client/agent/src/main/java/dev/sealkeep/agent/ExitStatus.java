package dev.sealkeep.agent;

/** What the program's exit status means. */
public enum ExitStatus {
  /** What was asked for is done. */
  DONE(0),
  /** The escrow denied; asking again will not help. */
  DENIED(1),
  /** The command line, the configuration, the output or the installation is unusable. */
  USAGE(2),
  /** No endpoint was there or ready; trying later may help. */
  UNAVAILABLE(3),
  /** An answer was not to be trusted: certificate, receipt or syntax. */
  UNTRUSTED(4),
  /** This machine's device gave no evidence or no key. */
  NO_EVIDENCE(5),
  /** The volume is not one that may be opened so: its header, its token or its slot. */
  VOLUME_REFUSED(6),
  /**
   * A disk is not there, is busy or failed, or libcryptsetup or the kernel did; the volume is as it
   * was, or as was said. Trying later may help.
   */
  VOLUME_FAILED(7),
  /** The escrow answered that the next boot would be denied. */
  NEXT_DENIED(8);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The number. */
  public int code() {
    return code;
  }
}
