/** Tests of the configfs-tsm model. */
@NullMarked
package dev.sealkeep.simulator.tsm;

import org.jspecify.annotations.NullMarked;
