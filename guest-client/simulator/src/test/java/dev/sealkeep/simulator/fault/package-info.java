/** Tests of the language of faults. */
@NullMarked
package dev.sealkeep.simulator.fault;

import org.jspecify.annotations.NullMarked;
