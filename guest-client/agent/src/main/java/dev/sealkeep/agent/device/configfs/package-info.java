/**
 * The kernel's configfs-tsm report interface (Linux,
 * Documentation/ABI/testing/configfs-tsm-report): one private instance for each request, removed in
 * every case, and a report that belongs to that request by its generation and its data. Depends on
 * the system calls, the faults, and the clock of an exchange. All waits and reads are bounded.
 */
@NullMarked
package dev.sealkeep.agent.device.configfs;

import org.jspecify.annotations.NullMarked;
