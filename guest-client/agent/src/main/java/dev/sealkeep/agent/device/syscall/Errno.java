package dev.sealkeep.agent.device.syscall;

/** The error numbers that matter here. Linux, asm-generic/errno.h; x86-64 and arm64. */
public enum Errno {
  /** Operation not permitted. */
  EPERM(1),
  /** No such file or directory. */
  ENOENT(2),
  /** Interrupted system call. */
  EINTR(4),
  /** Input/output error. */
  EIO(5),
  /** No such device or address. */
  ENXIO(6),
  /** Try again; also EWOULDBLOCK. */
  EAGAIN(11),
  /** Out of memory. */
  ENOMEM(12),
  /** Permission denied. */
  EACCES(13),
  /** Bad address. */
  EFAULT(14),
  /** Device or resource busy. */
  EBUSY(16),
  /** File exists. */
  EEXIST(17),
  /** No such device. */
  ENODEV(19),
  /** Not a directory. */
  ENOTDIR(20),
  /** Is a directory. */
  EISDIR(21),
  /** Invalid argument. */
  EINVAL(22),
  /** Too many open files in the system. */
  ENFILE(23),
  /** Too many open files. */
  EMFILE(24),
  /** Not this device's request. */
  ENOTTY(25),
  /** File too large. */
  EFBIG(27),
  /** No space left on device. */
  ENOSPC(28),
  /** Read-only file system. */
  EROFS(30),
  /** Bad message. */
  EBADMSG(74),
  /** Connection timed out. */
  ETIMEDOUT(110),
  /** Any other number. */
  OTHER(0);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The number. */
  public int number() {
    return number;
  }

  /** Reads a negative result of {@link SystemCalls}. */
  public static Errno of(long result) {
    for (Errno errno : values()) {
      if (errno.number == -result) {
        return errno;
      }
    }
    return OTHER;
  }

  /** How a person finds a negative result of {@link SystemCalls} in the manuals. */
  public static String display(long result) {
    Errno errno = of(result);
    return errno == OTHER ? "errno " + -result : errno.name();
  }
}
