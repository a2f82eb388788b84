/**
 * Moving a whole store into an empty PostgreSQL database, while no server runs on either: every
 * table in batches, each batch a transaction, then a comparison of every row, then the log's head.
 * A marker in the target says what is being copied; as long as it is there the log has no head, so
 * no server can commit and none starts (invariants 1 and 9). Knows tables and the log's size and
 * name, and nothing of what rows mean. Depends on the store's tables and links.
 */
@NullMarked
package dev.sealkeep.keystore.store.copy;

import org.jspecify.annotations.NullMarked;
