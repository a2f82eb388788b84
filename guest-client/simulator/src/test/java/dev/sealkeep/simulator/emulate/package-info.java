/** Tests of the front ends in ops/emulate, with real kernel interfaces. */
@NullMarked
package dev.sealkeep.simulator.emulate;

import org.jspecify.annotations.NullMarked;
