/**
 * What an auditor and a tenant check of a log without trusting its server: that the leaves lead to
 * the signed roots, that newer checkpoints extend older ones, and that a tenant was shown every
 * entry of its own. It depends on the shared formats and takes leaves from the caller, so it does
 * no I/O. Findings are values with stable codes. It shows invariant 1 from outside.
 */
@NullMarked
package dev.sealkeep.ledger.audit;

import org.jspecify.annotations.NullMarked;
