package dev.sealkeep.keystore.store;

/**
 * The operating system could not make a write durable. It may have dropped what it could not write
 * and will not say so twice: a second fsync that succeeds proves nothing. So nothing that was
 * written since the last good one may be answered or built on, and the process has to end; the next
 * start reads what the disk has and writes it anew.
 */
public final class FsyncFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one that names what could not be made durable. */
  public FsyncFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
