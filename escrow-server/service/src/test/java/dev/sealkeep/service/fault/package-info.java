/**
 * Three nodes and their database in network namespaces, users that work on them, and faults one
 * after the other and together; then the users' histories and the public log are held to what a
 * cluster promises (invariants 1, 2, 5, 8 and 9). {@code ClusterFaultTest} runs a short form, the
 * command {@code ops/fault-test/cluster} minutes or an hour, and with a seeded bug when it is told
 * to.
 */
@NullMarked
package dev.sealkeep.service.fault;

import org.jspecify.annotations.NullMarked;
