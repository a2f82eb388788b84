/**
 * The log's append-only Merkle tree over tiles: appending, roots, and proofs of inclusion and
 * consistency. It depends on {@code dev.sealkeep.ledger.tile} and the shared formats, and does no
 * I/O: storage is behind {@link dev.sealkeep.ledger.tree.TileReader}, and an append yields new
 * values to store while the old tree stays good, so a transaction that rolls back leaves nothing
 * behind. It upholds the part of invariant 1 that a proof can show.
 */
@NullMarked
package dev.sealkeep.ledger.tree;

import org.jspecify.annotations.NullMarked;
