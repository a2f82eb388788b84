/**
 * A cluster as a data centre has it, on one machine: each node a process in a network namespace of
 * its own, a bridge, and a PostgreSQL server. All of it is inside one more namespace that this
 * test's process was started in, so nothing of the machine's network is touched, and nothing of it
 * outlives the process. It depends on the harness alone.
 */
@NullMarked
package dev.sealkeep.service.fault.network;

import org.jspecify.annotations.NullMarked;
