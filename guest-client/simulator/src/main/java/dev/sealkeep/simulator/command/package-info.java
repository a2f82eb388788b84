/**
 * The simulator as a program: makes and changes machines in directories, and serves the devices of
 * one to the front ends in {@code ops/emulate}. It has the simulator's clock and randomness, and
 * depends on all of the simulator.
 */
@NullMarked
package dev.sealkeep.simulator.command;

import org.jspecify.annotations.NullMarked;
