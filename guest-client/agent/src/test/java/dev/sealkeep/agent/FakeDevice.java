package dev.sealkeep.agent;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;

/** A device whose evidence is the report data itself. */
final class FakeDevice implements EvidenceSource {
  private final Technology technology;
  private final boolean present;
  private final boolean refuses;
  private int collected;
  private byte[] auxiliary = {};

  FakeDevice(Technology technology, boolean present, boolean refuses) {
    this.technology = technology;
    this.present = present;
    this.refuses = refuses;
  }

  void auxiliary(byte[] blob) {
    auxiliary = blob;
  }

  int collected() {
    return collected;
  }

  @Override
  public Technology technology() {
    return technology;
  }

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    collected++;
    if (refuses) {
      throw new EvidenceUnavailableException("the device is busy");
    }
    return new EvidenceItem(technology, reportData.clone(), auxiliary);
  }
}
