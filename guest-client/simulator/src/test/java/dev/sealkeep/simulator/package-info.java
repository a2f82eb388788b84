/** Tests of the simulator; one installation serves them all, since RSA keys are slow to make. */
@NullMarked
package dev.sealkeep.simulator;

import org.jspecify.annotations.NullMarked;
