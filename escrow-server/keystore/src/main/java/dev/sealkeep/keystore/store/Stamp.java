package dev.sealkeep.keystore.store;

/**
 * What ties a state row to the log (invariant 9): a row is good only if its MAC is, and its index
 * is that of the newest state entry of its object.
 *
 * @param version counts the changes of the object, from 1
 * @param digest 32 bytes: SHA-256 of the object's content
 * @param logIndex the index of the state entry that wrote this row
 * @param mac 32 bytes: HMAC-SHA-256 under the tenant's state key over tenant, object, name,
 *     version, digest and index
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record Stamp(long version, byte[] digest, long logIndex, byte[] mac) {}
