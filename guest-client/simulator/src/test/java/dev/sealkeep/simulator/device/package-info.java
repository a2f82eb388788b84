/** Tests of the driver of /dev/sev-guest. */
@NullMarked
package dev.sealkeep.simulator.device;

import org.jspecify.annotations.NullMarked;
