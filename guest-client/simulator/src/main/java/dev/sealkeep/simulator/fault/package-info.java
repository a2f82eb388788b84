/**
 * How an emulated device is made to fail: a small language of faults, and the plan that says at
 * each operation which fault is due. It knows the names of the devices' operations and nothing of
 * how they work, and depends on the platform alone.
 */
@NullMarked
package dev.sealkeep.simulator.fault;

import org.jspecify.annotations.NullMarked;
