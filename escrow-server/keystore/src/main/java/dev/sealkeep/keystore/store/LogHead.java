package dev.sealkeep.keystore.store;

import java.time.Instant;

/**
 * The head of the log.
 *
 * @param size the number of leaves
 * @param root 32 bytes: the Merkle tree's root
 * @param time the newest entry's time
 */
@SuppressWarnings("ArrayRecordComponent") // database bytes; never compared by equals
public record LogHead(long size, byte[] root, Instant time) {}
