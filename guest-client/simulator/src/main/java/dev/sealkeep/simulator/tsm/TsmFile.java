package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.fault.SystemCall;
import java.io.IOException;

/** An open descriptor on an attribute. */
public interface TsmFile {
  /** Whether it can be positioned; a blob cannot. */
  boolean seekable();

  /**
   * Reads at most {@code length} bytes of the snapshot that the first read took; no bytes at its
   * end.
   *
   * @throws IOException if a fault ends the simulator, or the machine cannot be read
   */
  SystemCall<byte[]> read(long offset, int length) throws IOException;

  /**
   * Writes all of {@code bytes}.
   *
   * @return how many were written
   * @throws IOException if a fault ends the simulator, or the machine cannot be read
   */
  SystemCall<Integer> write(long offset, byte[] bytes) throws IOException;

  /**
   * Hands over what was written to a blob; what becomes of it the writer does not learn. The kernel
   * does this at the last close of a file; here it is any close, which is the only one for nearly
   * every program.
   *
   * @throws IOException if a fault ends the simulator
   */
  void flush() throws IOException;

  /**
   * The last close: {@link #flush}, and the instance may be removed.
   *
   * @throws IOException if a fault ends the simulator
   */
  void close() throws IOException;
}
