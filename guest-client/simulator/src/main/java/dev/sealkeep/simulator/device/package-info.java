/**
 * A model of the kernel's {@code /dev/sev-guest} driver over a simulated guest: the three ioctls on
 * raw structures in a caller's memory, with the driver's checks, error numbers and treatment of the
 * VMPCK. It depends on the simulated processor and on faults, and knows no transport. Its evidence
 * verifies under the simulator's root alone (invariant 10).
 */
@NullMarked
package dev.sealkeep.simulator.device;

import org.jspecify.annotations.NullMarked;
