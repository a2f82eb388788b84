/**
 * A link to a database over plain JDBC, and the migration of the schema. Which faults mean what
 * comes from the adapter that opens the connections. Depends on the store's statements and on
 * Flyway.
 */
@NullMarked
package dev.sealkeep.keystore.store.jdbc;

import org.jspecify.annotations.NullMarked;
