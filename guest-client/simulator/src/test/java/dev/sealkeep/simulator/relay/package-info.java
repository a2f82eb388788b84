/** Tests of the frames between front ends and simulator. */
@NullMarked
package dev.sealkeep.simulator.relay;

import org.jspecify.annotations.NullMarked;
