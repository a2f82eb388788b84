package dev.sealkeep.simulator.device;

import dev.sealkeep.simulator.fault.Errno;
import java.util.Optional;

/**
 * One exchange with firmware as the driver sees it.
 *
 * @param error why the call fails, or empty
 * @param exitInfo2 firmware's error in the low, the hypervisor's in the high 32 bits
 * @param response the response without its envelope; empty if the call fails
 * @param certificates the certificate table; empty unless it was asked for and given
 * @param certificatePages how many pages of 4096 bytes the table needs, where too few were offered
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
record Exchange(
    Optional<Errno> error,
    long exitInfo2,
    byte[] response,
    byte[] certificates,
    int certificatePages) {
  /** SEV_RET_NO_FW_CALL, which the driver presets: firmware was not called. */
  static final long NO_FIRMWARE_CALL = 0xFF;

  /** SNP_GUEST_VMM_ERR_INVALID_LEN. */
  static final int INVALID_LEN = 1;

  /** SNP_GUEST_VMM_ERR_BUSY. */
  static final int BUSY = 2;

  private static final byte[] NONE = {};

  static Exchange answered(byte[] response, byte[] certificates) {
    return new Exchange(Optional.empty(), 0, response, certificates, 0);
  }

  static Exchange failed(Errno errno, long exitInfo2) {
    return new Exchange(Optional.of(errno), exitInfo2, NONE, NONE, 0);
  }

  static Exchange hypervisorFailed(Errno errno, int code) {
    return failed(errno, Integer.toUnsignedLong(code) << 32);
  }

  static Exchange tooFewPages(int needed) {
    return new Exchange(Optional.of(Errno.EIO), (long) INVALID_LEN << 32, NONE, NONE, needed);
  }
}
