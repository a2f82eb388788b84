/**
 * The boot storm: many simulated guests that all start at the same moment, each with TLS
 * connections of its own and the agent's pauses, against one node or several on PostgreSQL.
 */
@NullMarked
package dev.sealkeep.bench.storm;

import org.jspecify.annotations.NullMarked;
