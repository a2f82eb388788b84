/**
 * The server's side of the transparency log: one writer that gathers concurrent members into a
 * transaction, what other nodes have committed to the same log and whether they agree that it is
 * whole, the index of the newest state entry of each object (invariant 9), the signing keys, and
 * the file that remembers the highest checkpoint this node has signed. Built on the pure trees of
 * {@code dev.sealkeep.ledger}.
 */
@NullMarked
package dev.sealkeep.service.log;

import org.jspecify.annotations.NullMarked;
