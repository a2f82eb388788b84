package dev.sealkeep.ledger.audit;

/**
 * An entry as its tenant holds it: untrusted, since the server handed it over.
 *
 * @param index the leaf it claims to open
 * @param salt 32 bytes
 * @param entry the entry's encoding
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, never compared by equals
public record HeldEntry(long index, byte[] salt, byte[] entry) {
  @Override
  public String toString() {
    return "HeldEntry[index=%d, %d bytes]".formatted(index, entry.length);
  }
}
