/**
 * Receipts: the C2SP tlog-proofs that a release is answered with. It joins an append of {@code
 * dev.sealkeep.ledger.tree} with the checkpoint that was signed for it, and refuses to join what
 * does not belong together, so that a bug cannot send a receipt that a guest would reject
 * (invariant 1).
 */
@NullMarked
package dev.sealkeep.ledger.receipt;

import org.jspecify.annotations.NullMarked;
