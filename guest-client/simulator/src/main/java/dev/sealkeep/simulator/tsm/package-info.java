/**
 * A model of the kernel's configfs-tsm report interface: instances, their attributes, and what a
 * descriptor on an attribute reads and writes. It depends on the driver's model, which makes the
 * reports, and on faults; it knows no file system and no transport.
 */
@NullMarked
package dev.sealkeep.simulator.tsm;

import org.jspecify.annotations.NullMarked;
