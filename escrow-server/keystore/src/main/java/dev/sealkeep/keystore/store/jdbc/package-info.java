/**
 * The store's statements over plain JDBC, in the SQL that SQLite and PostgreSQL share, and the
 * migration of the schema. What differs between the databases (how a transaction begins, which
 * faults mean what) comes from the adapter that opens the connections. A statement that fails
 * poisons its transaction until a savepoint undoes it, so that no half of a change is ever
 * committed (invariants 1 and 2).
 */
@NullMarked
package dev.sealkeep.keystore.store.jdbc;

import org.jspecify.annotations.NullMarked;
