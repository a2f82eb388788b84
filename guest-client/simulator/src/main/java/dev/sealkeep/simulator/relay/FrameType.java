package dev.sealkeep.simulator.relay;

import java.util.Arrays;
import java.util.Optional;

/**
 * The frames between a front end and the simulator. A frame is a u32 length of what follows it, a
 * u8 code and a payload of at most 262,144 bytes; integers are big-endian, a path is UTF-8 and
 * fills the rest. The front end sends a request and gets one {@link #RESULT}; during {@link #IOCTL}
 * it first answers each {@link #FETCH} with a {@link #MEMORY} and each {@link #STORE} with a {@link
 * #STORED}. A result is a u32 error number, 0 for success, and then what the request gives.
 */
public enum FrameType {
  /** An ioctl on /dev/sev-guest: u32 request, u64 argument. */
  IOCTL(0x01),
  /** The answer to FETCH: u8 1 and the bytes, or u8 0 if they cannot be read. */
  MEMORY(0x02),
  /** The answer to STORE: u8 1, or 0 if the memory cannot be written. */
  STORED(0x03),
  /**
   * A report for a kernel's tsm provider: u32 privilege level, the inblob. Gives u32 length and the
   * outblob, then the auxblob.
   */
  REPORT(0x10),
  /**
   * Looks a path up. Gives u8 0 and nothing for a directory; u8 1, u32 mode, u32 size for a file.
   */
  LOOK(0x20),
  /** Lists a directory: a path. Gives the names, each followed by a zero byte. */
  LIST(0x21),
  /** Makes an instance: a path. */
  MKDIR(0x22),
  /** Removes an instance: a path. */
  RMDIR(0x23),
  /**
   * Opens an attribute: u8 1 to read, 2 to write, 3 for both, a path. Gives u64 handle, u8
   * seekable.
   */
  OPEN(0x24),
  /** Reads: u64 handle, u64 offset, u32 length. Gives the bytes, none at the end. */
  READ(0x25),
  /** Writes: u64 handle, u64 offset, the bytes. Gives u32 how many were written. */
  WRITE(0x26),
  /** A close(2) of one of the descriptors that share it: u64 handle. */
  FLUSH(0x27),
  /** The last close of a handle: u64 handle. */
  RELEASE(0x28),
  /** The end of a request: u32 error number, and what it gives. */
  RESULT(0x80),
  /** Asks for memory of the calling process: u64 address, u32 length. */
  FETCH(0x81),
  /** Puts memory into the calling process: u64 address, the bytes. */
  STORE(0x82);

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<FrameType> of(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }
}
