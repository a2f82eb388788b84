/**
 * Kills a node at random moments under load and holds it to what it had answered: no acknowledged
 * key or policy is lost, no released key lacks its entry, the log extends every checkpoint it ever
 * answered, and it starts again each time (invariants 1 and 9). {@code KillTest} runs a few rounds,
 * the command {@code ops/fault-test/crash} many. {@code StorageTest} and the command {@code
 * ops/fault-test/storage} hold it to the same while its disk is full, read-only or failing. It uses
 * the harness and the public HTTP API, and reads nothing of the node's but its high-water file.
 */
@NullMarked
package dev.sealkeep.service.crash;

import org.jspecify.annotations.NullMarked;
