/** Tests of the simulator's program. */
@NullMarked
package dev.sealkeep.simulator.command;

import org.jspecify.annotations.NullMarked;
