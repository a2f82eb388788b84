package dev.sealkeep.protocol.evidence;

import dev.sealkeep.protocol.name.Technology;

/**
 * One piece of evidence as the device gave it.
 *
 * @param technology the tag that says how to read the blobs
 * @param evidence the raw evidence, for SNP the 1184-byte report
 * @param auxiliary the raw auxiliary blob from the host, for SNP the certificate table; empty if
 *     there is none
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; compared by digest, never by equals
public record EvidenceItem(Technology technology, byte[] evidence, byte[] auxiliary) {
  /** Names the technology and the sizes. */
  @Override
  public String toString() {
    return "EvidenceItem[%s, %d + %d bytes]"
        .formatted(technology.tag(), evidence.length, auxiliary.length);
  }
}
