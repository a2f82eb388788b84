/**
 * The store's statements, in the SQL that SQLite and PostgreSQL share, and the threads and sessions
 * that run them. A database is an adapter ({@link dev.sealkeep.keystore.store.sql.Database}) with a
 * link for each connection ({@link dev.sealkeep.keystore.store.sql.Link}); what differs between
 * databases is in those alone. A statement that fails poisons its transaction until a savepoint
 * undoes it, so that no half of a change is ever committed (invariants 1 and 2). Depends on the
 * store's rows and on no driver.
 */
@NullMarked
package dev.sealkeep.keystore.store.sql;

import org.jspecify.annotations.NullMarked;
