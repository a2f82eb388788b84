package dev.sealkeep.simulator.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct snp_guest_request_ioctl}: 32 bytes, little-endian. {@code msg_version} u8 at 0, 7
 * bytes of padding, {@code req_data} u64 at 8, {@code resp_data} u64 at 16, {@code exitinfo2} u64
 * at 24. Linux include/uapi/linux/sev-guest.h.
 *
 * @param messageVersion not zero
 * @param requestAddress where the request is
 * @param responseAddress where the response goes
 */
record GuestRequest(int messageVersion, long requestAddress, long responseAddress) {
  static final int BYTES = 32;
  static final int EXITINFO2_OFFSET = 24;

  static GuestRequest parse(byte[] struct) {
    ByteBuffer fields = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
    return new GuestRequest(Byte.toUnsignedInt(struct[0]), fields.getLong(8), fields.getLong(16));
  }
}
