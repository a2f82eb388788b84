package dev.sealkeep.simulator.tsm;

import dev.sealkeep.simulator.device.KernelReport;
import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.fault.SystemCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * An SVSM at VMPL 0 whose one service is a vTPM. It answers SVSM_ATTEST_SERVICES and
 * SVSM_ATTEST_SINGLE_SERVICE with a manifest and a report over SHA-512 of nonce and manifest. AMD
 * 58019, section 7.
 *
 * @param driver the guest's device with the VMPCK of VMPL 0
 * @param endorsementKey the TPMT_PUBLIC of the vTPM's EK, which is the vTPM's manifest
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared by equals
public record Svsm(SevGuestDriver driver, byte[] endorsementKey) {
  /** The vTPM's service. */
  public static final UUID VTPM = UUID.fromString("c476f1eb-0123-45a5-9641-b4e7dde5bfe3");

  private static final UUID TABLE = UUID.fromString("63849ebb-3d92-4670-a1ff-58f9c94b87bb");
  private static final int GUID_BYTES = 16;
  private static final int HEADER_BYTES = GUID_BYTES + 2 * Integer.BYTES;

  /** A report and its manifest; EINVAL for another service or another version. */
  SystemCall<KernelReport> attest(TsmInputs inputs) throws SimulatorGoneException {
    boolean one = inputs.serviceGuid().equals(VTPM);
    if ((!one && !inputs.serviceGuid().equals(TsmInputs.ALL_SERVICES))
        || inputs.manifestVersion() != 0) {
      return SystemCall.failed(Errno.EINVAL);
    }
    byte[] manifest = one ? endorsementKey.clone() : table();
    return driver
        .report(sha512(inputs.inblob(), manifest), 0)
        .map(made -> new KernelReport(made.report(), made.certificates(), manifest));
  }

  /** The manifest of all services: a header, an entry of the same size, and its data. */
  private byte[] table() {
    int size = 2 * HEADER_BYTES + endorsementKey.length;
    ByteBuffer table = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    put(table, TABLE);
    table.putInt(size).putInt(1);
    put(table, VTPM);
    table.putInt(2 * HEADER_BYTES).putInt(endorsementKey.length);
    return table.put(endorsementKey).array();
  }

  /** In the mixed-endian binary form: the first three groups little-endian. */
  private static void put(ByteBuffer table, UUID guid) {
    long head = guid.getMostSignificantBits();
    table.putInt((int) (head >>> 32)).putShort((short) (head >>> 16)).putShort((short) head);
    table.putLong(Long.reverseBytes(guid.getLeastSignificantBits()));
  }

  private static byte[] sha512(byte[] nonce, byte[] manifest) {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update(nonce);
      return sha512.digest(manifest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
