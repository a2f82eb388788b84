package dev.sealkeep.agent;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.name.Technology;

/** A device whose evidence is over something else than was asked for. */
final class StaleDevice implements EvidenceSource {
  @Override
  public Technology technology() {
    return Technology.SIMULATED_AMD_SEV_SNP;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public EvidenceItem collect(byte[] reportData) {
    return new EvidenceItem(technology(), new byte[64], new byte[0]);
  }
}
