package dev.sealkeep.agent.device.report;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.protocol.wire.Sha2;
import java.nio.file.Path;

/**
 * A report that an SVSM made over a nonce and the manifest of its vTPM. AMD 58019, section 7.
 *
 * @param snp the report of SEV-SNP, whose REPORT_DATA is SHA-512 of nonce and manifest
 * @param manifest the vTPM's manifest
 * @param nonce 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared by equals
public record SvsmReport(SnpReport snp, byte[] manifest, byte[] nonce) {
  /**
   * Accepts what an SVSM gave for {@code nonce}.
   *
   * @throws DeviceException {@link DeviceFault#SVSM_NO_MANIFEST}, {@link DeviceFault#REPORT_SIZE}
   *     or {@link DeviceFault#REPORT_DATA_MISMATCH}
   */
  public static SvsmReport checked(
      byte[] report, byte[] certificates, byte[] manifest, byte[] nonce, Path device)
      throws DeviceException {
    if (manifest.length == 0) {
      throw new DeviceException(DeviceFault.SVSM_NO_MANIFEST, device.toString());
    }
    byte[] bound = Sha2.sha512(nonce, manifest);
    return new SvsmReport(
        SnpReport.checked(report, certificates, bound, device), manifest, nonce.clone());
  }
}
