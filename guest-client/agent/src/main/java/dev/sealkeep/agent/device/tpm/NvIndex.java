package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import java.util.Arrays;

/**
 * A place in the TPM's non-volatile memory, TPMS_NV_PUBLIC. TPM 2.0 Library part 2, section 13.5.
 *
 * @param handle its NV index
 * @param attributes TPMA_NV
 * @param size how many bytes it holds, at most 65535
 */
public record NvIndex(int handle, int attributes, int size) {
  /** Every TPM takes and gives as much at once (TPM_PT_NV_BUFFER_MAX is at least that). */
  private static final int CHUNK_BYTES = 512;

  private static final int OWNER_WRITE = 1 << 1;
  private static final int OWNER_READ = 1 << 17;
  private static final int AUTH_READ = 1 << 18;
  private static final int AUTH_WRITE = 1 << 2;

  /** TPMA_NV of an index that is read and written with an empty authorization value. */
  static final int OPEN = OWNER_WRITE | AUTH_WRITE | OWNER_READ | AUTH_READ;

  static NvIndex read(TpmCursor cursor) {
    int handle = cursor.u32();
    cursor.u16();
    int attributes = cursor.u32();
    cursor.sized();
    return new NvIndex(handle, attributes, cursor.u16());
  }

  /** Who may read it with an empty authorization value: the index itself, or the owner. */
  int reader() {
    boolean onlyOwner = (attributes & AUTH_READ) == 0 && (attributes & OWNER_READ) != 0;
    return onlyOwner ? Tpm.OWNER : handle;
  }

  /** Who may write it with an empty authorization value. */
  int writer() {
    boolean onlyOwner = (attributes & AUTH_WRITE) == 0 && (attributes & OWNER_WRITE) != 0;
    return onlyOwner ? Tpm.OWNER : handle;
  }

  /**
   * Reads all of it.
   *
   * @throws DeviceException {@link DeviceFault#TPM_NV_REFUSED} if it is longer than {@code limit}
   */
  public byte[] content(Tpm tpm, int limit) throws DeviceException {
    if (size > limit) {
      throw new DeviceException(
          DeviceFault.TPM_NV_REFUSED,
          "index 0x%08x has %d bytes, more than %d".formatted(handle, size, limit));
    }
    byte[] all = new byte[size];
    for (int offset = 0; offset < size; offset += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, size - offset);
      byte[] some = tpm.nvRead(this, offset, length);
      if (some.length != length) {
        throw new DeviceException(
            DeviceFault.TPM_MALFORMED,
            "index 0x%08x gave %d of %d bytes".formatted(handle, some.length, length));
      }
      System.arraycopy(some, 0, all, offset, length);
    }
    return all;
  }

  /** Writes from its beginning on; what is behind stays. */
  public void write(Tpm tpm, byte[] content) throws DeviceException {
    for (int offset = 0; offset < content.length; offset += CHUNK_BYTES) {
      int end = Math.min(content.length, offset + CHUNK_BYTES);
      tpm.nvWrite(this, offset, Arrays.copyOfRange(content, offset, end));
    }
  }
}
