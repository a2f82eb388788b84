package dev.sealkeep.keystore.store;

/**
 * One row of the log.
 *
 * @param index from 0
 * @param id 16 bytes: the decision id; no two rows share one
 * @param kind the entry's kind
 * @param tenant the entry's tenant
 * @param entry deterministic CBOR, hashed as stored
 * @param salt 32 bytes
 * @param leaf 64 bytes: C and T
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record LogRow(
    long index, byte[] id, String kind, String tenant, byte[] entry, byte[] salt, byte[] leaf) {}
