package dev.sealkeep.keystore.store;

import java.time.Instant;

/**
 * A node's word that a database holds what the node has signed.
 *
 * @param id the node's id
 * @param size the number of entries that it knew and found there
 * @param history the {@linkplain Transaction#history history} in which it found them
 * @param confirmed when
 */
public record NodeRow(String id, long size, String history, Instant confirmed) {}
