package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;

/** A way to a TPM that takes one command after the other. */
public interface TpmChannel extends AutoCloseable {
  /** The longest command and answer, as the Linux driver has it (TPM_BUFSIZE). */
  int MAX_BYTES = 4096;

  /** The size of a header: tag u16, size u32, code u32. */
  int HEADER_BYTES = 10;

  /**
   * Sends a whole command and takes in the whole answer.
   *
   * @return at most {@value #MAX_BYTES} bytes, unread
   */
  byte[] exchange(byte[] command) throws DeviceException;

  @Override
  void close();
}
