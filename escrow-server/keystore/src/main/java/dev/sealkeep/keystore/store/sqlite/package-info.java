/**
 * The embedded store: SQLite by plain JDBC, with one writing thread, a bounded pool of reading
 * connections, and a lock against a second process. Settings that a durable log needs are set and
 * read back before the first write; a database that does not keep them is refused (invariants 1 and
 * 8). Depends on the store's statements and on sqlite-jdbc; knows nothing of what the rows mean.
 */
@NullMarked
package dev.sealkeep.keystore.store.sqlite;

import org.jspecify.annotations.NullMarked;
