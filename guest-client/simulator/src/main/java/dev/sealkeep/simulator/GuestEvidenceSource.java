package dev.sealkeep.simulator;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.util.List;

/**
 * A running guest as a device of the guest client: reports at one VMPL, signed by the key that the
 * host prefers, beside the host's certificate table of that moment and further entries.
 *
 * @param guest the guest
 * @param vmpl the VMPL of its requests
 * @param further entries after the chain in the certificate table, such as a CRL
 */
public record GuestEvidenceSource(SnpGuest guest, int vmpl, List<CertificateTable.Entry> further)
    implements EvidenceSource {
  /** Copies {@code further}. */
  public GuestEvidenceSource {
    further = List.copyOf(further);
  }

  /** The guest at the VMPL of its VMPCK, with the chain alone in the table. */
  public static GuestEvidenceSource of(SnpGuest guest) {
    return new GuestEvidenceSource(guest, guest.configuration().vmpck(), List.of());
  }

  @Override
  public Technology technology() {
    return Technology.SIMULATED_AMD_SEV_SNP;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    try {
      ReportRequest request = new ReportRequest(reportData, vmpl, KeySelection.VLEK_IF_LOADED);
      ExtendedReport extended = guest.extendedReport(request, further);
      return new EvidenceItem(technology(), extended.report(), extended.certificates());
    } catch (IllegalArgumentException e) {
      throw new EvidenceUnavailableException(
          "the simulated processor gave no report: " + e.getMessage(), e);
    }
  }
}
