/**
 * {@code sealkeep store}: copies a node's database into PostgreSQL, and checks databases. For the
 * operator, on stores that no server uses: the one place where a command opens a store itself and
 * does not ask a server. Shows names, numbers and findings, and no content of a row (invariant 7).
 */
@NullMarked
package dev.sealkeep.cli.store;

import org.jspecify.annotations.NullMarked;
