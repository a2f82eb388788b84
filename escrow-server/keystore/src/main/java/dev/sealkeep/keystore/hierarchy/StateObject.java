package dev.sealkeep.keystore.hierarchy;

import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.protocol.wire.FieldWriter;

/**
 * One version of a state row, as its MAC covers it.
 *
 * @param kind what it is
 * @param name its name within its tenant; a tenant's own row bears the tenant's name
 * @param version counts the object's changes, from 1
 * @param digest 32 bytes: the content's digest, see {@link ContentDigests}
 * @param logIndex the index of the state entry that wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // covered by a MAC; never compared by equals
public record StateObject(StateKind kind, String name, long version, byte[] digest, long logIndex) {
  private static final String LABEL = "sealkeep/state-mac/v1";

  static StateObject of(StateKind kind, String name, Stamp stamp) {
    return new StateObject(kind, name, stamp.version(), stamp.digest(), stamp.logIndex());
  }

  /** What the MAC is computed over. */
  byte[] encoded(String tenant) {
    return new FieldWriter()
        .field(LABEL)
        .field(tenant)
        .field(kind.tag())
        .field(name)
        .fieldU64(version)
        .field(digest)
        .fieldU64(logIndex)
        .toBytes();
  }
}
