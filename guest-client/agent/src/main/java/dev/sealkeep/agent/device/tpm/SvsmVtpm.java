package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.report.SvsmReport;
import dev.sealkeep.protocol.wire.JsonWriter;

/**
 * The vTPM of an SVSM. That its key is bound to the EK in the SVSM's manifest is for the verifier
 * to find out.
 *
 * @param attester the vTPM with its attestation key
 */
public record SvsmVtpm(Attester attester) {
  /**
   * Quotes and writes what a verifier reads (docs/reference/evidence-svsm-vtpm.md).
   *
   * @param report what the SVSM said of this vTPM
   * @param qualifyingData 32 bytes
   */
  public byte[] evidence(SvsmReport report, byte[] qualifyingData) throws DeviceException {
    LeadingPcrs pcrs = LeadingPcrs.of(attester.settings().pcrs());
    Quoted quoted = pcrs.quote(attester.tpm(), attester.key(), qualifyingData);
    return JsonWriter.object(
        out -> {
          out.bytes("report", report.snp().report())
              .bytes("manifest", report.manifest())
              .bytes("nonce", report.nonce());
          pcrs.write(out, quoted);
          out.bytes("ak_public", attester.key().publicArea());
        });
  }
}
