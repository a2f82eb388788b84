/**
 * The store on a PostgreSQL server, through the reactive client. A server on which a commit might
 * not be durable is refused, at each connection (invariant 1); what is committed is never guessed.
 *
 * <p>Transactions run at READ COMMITTED. There a statement sees what was committed before it began.
 * The first statement of each locks the row of the log's head, so every later one begins after the
 * transaction that held the lock before is visible, and before any other can commit: transactions
 * of all nodes are as good as serial, in the log's order, and none is ever turned away because
 * another was faster, as at SERIALIZABLE (invariants 2 and 8). A read before the lock would see an
 * older state; there is none. Snapshots outside transactions are REPEATABLE READ READ ONLY: all
 * their statements see one state. What is only looked up ({@code peek}) runs outside any.
 *
 * <p>Depends on the store's statements, the reactive client, and the JDBC driver for migrations.
 */
@NullMarked
package dev.sealkeep.keystore.store.postgresql;

import org.jspecify.annotations.NullMarked;
