package dev.sealkeep.simulator.fault;

import java.util.Arrays;
import java.util.Optional;

/** Error numbers of Linux on x86-64 and arm64, include/uapi/asm-generic/errno*.h. */
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
  /** Bad file descriptor. */
  EBADF(9),
  /** Try again; EWOULDBLOCK is the same number. */
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
  /** Inappropriate ioctl for device. */
  ENOTTY(25),
  /** Text file busy. */
  ETXTBSY(26),
  /** File too large. */
  EFBIG(27),
  /** No space left on device. */
  ENOSPC(28),
  /** Numerical result out of range. */
  ERANGE(34),
  /** Bad message. */
  EBADMSG(74),
  /** Connection timed out. */
  ETIMEDOUT(110);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The positive number. */
  public int number() {
    return number;
  }

  /** The error of that name, {@code EWOULDBLOCK} included. */
  public static Optional<Errno> named(String name) {
    String known = name.equals("EWOULDBLOCK") ? EAGAIN.name() : name;
    return Arrays.stream(values()).filter(errno -> errno.name().equals(known)).findFirst();
  }
}
