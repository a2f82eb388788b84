/**
 * The one place where state lives: tables behind a small interface of typed rows. Every write runs
 * in a {@link dev.sealkeep.keystore.store.Transaction} whose first statement updates the log-head
 * row, so that the order of commits is the order of the log (invariants 1, 2 and 8). The store
 * decides nothing: it neither reads entries nor checks MACs. It knows no evidence and no policy.
 */
@NullMarked
package dev.sealkeep.keystore.store;

import org.jspecify.annotations.NullMarked;
