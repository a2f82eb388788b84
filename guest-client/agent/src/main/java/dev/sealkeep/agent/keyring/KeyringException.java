package dev.sealkeep.agent.keyring;

/** The kernel refused an operation on a key. */
public final class KeyringException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /** With the number that the kernel answered an operation with. */
  public KeyringException(String operation, int errno) {
    super("%s: %s".formatted(operation, display(errno)));
    this.errno = errno;
  }

  KeyringException(String problem, Throwable cause) {
    super(problem, cause);
    this.errno = 0;
  }

  /** The kernel's number, or 0 if it was not asked. */
  public int errno() {
    return errno;
  }

  /** Linux, asm-generic/errno-base.h and asm-generic/errno.h. */
  private static String display(int errno) {
    return switch (errno) {
      case 1 -> "EPERM";
      case 12 -> "ENOMEM";
      case 13 -> "EACCES";
      case 19 -> "ENODEV: this kernel has no such type of key";
      case 22 -> "EINVAL: the type refuses that description or that payload";
      case 38 -> "ENOSYS: this kernel has no keyrings";
      case 95 -> "EOPNOTSUPP";
      case 122 -> "EDQUOT: the user's quota of keys is used up";
      case 126 -> "ENOKEY";
      case 127 -> "EKEYEXPIRED";
      case 128 -> "EKEYREVOKED";
      case 129 -> "EKEYREJECTED";
      default -> "errno " + errno;
    };
  }
}
