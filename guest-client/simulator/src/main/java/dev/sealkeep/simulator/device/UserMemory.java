package dev.sealkeep.simulator.device;

import java.io.IOException;
import java.util.Optional;

/** The memory of the process that made a system call. */
public interface UserMemory {
  /**
   * Copies {@code length} bytes from {@code address}; empty if they are not all readable.
   *
   * @throws IOException if the process cannot be asked
   */
  Optional<byte[]> read(long address, int length) throws IOException;

  /**
   * Copies {@code bytes} to {@code address}; false if they are not all writable.
   *
   * @throws IOException if the process cannot be asked
   */
  boolean write(long address, byte[] bytes) throws IOException;
}
