package dev.sealkeep.agent.device.syscall;

import com.sun.jna.Pointer;

/**
 * The kernel's calls. Each result follows the kernel's own convention: not negative for a success,
 * {@code -errno} for a failure ({@link Errno}).
 */
public interface SystemCalls {
  /** {@code O_RDONLY}. */
  int READ_ONLY = 0;

  /** {@code O_WRONLY}. */
  int WRITE_ONLY = 1;

  /** {@code O_RDWR}. */
  int READ_WRITE = 2;

  /** Opens what is there, with {@code O_CLOEXEC} besides {@code access}; a descriptor. */
  int open(String path, int access);

  /** Reads at most {@code length} bytes; 0 at the end. */
  long read(int descriptor, Pointer buffer, long length);

  /** Writes at most {@code length} bytes; how many were. */
  long write(int descriptor, Pointer buffer, long length);

  /** Issues a device's own request, whose argument is the address of a structure. */
  int ioctl(int descriptor, long request, Pointer argument);

  /** Closes a descriptor, which is gone whatever the result. */
  int close(int descriptor);

  /** Makes a directory. */
  int mkdir(String path, int mode);

  /** Removes an empty directory. */
  int rmdir(String path);
}
