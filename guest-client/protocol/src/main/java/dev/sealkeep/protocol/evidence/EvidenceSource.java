package dev.sealkeep.protocol.evidence;

import dev.sealkeep.protocol.name.Technology;

/** A device, or what stands for one, that vouches for 64 bytes of the guest's choosing. */
public interface EvidenceSource {
  /** The technology of the evidence this source yields. */
  Technology technology();

  /** Whether the device is there. Must not send it anything. */
  boolean present();

  /**
   * Obtains evidence over {@code reportData}.
   *
   * @param reportData exactly 64 bytes
   * @throws EvidenceUnavailableException if the device is absent or refuses
   */
  EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException;
}
