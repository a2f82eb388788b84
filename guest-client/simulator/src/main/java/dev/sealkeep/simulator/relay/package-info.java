/**
 * How a front end in another process reaches the simulated devices: frames over a Unix-domain
 * socket that only the owner can enter. The front end moves bytes between a program and the
 * simulator; what they mean is decided by the models of the drivers, which this package only calls.
 * The frames are documented at {@link dev.sealkeep.simulator.relay.FrameType}.
 */
@NullMarked
package dev.sealkeep.simulator.relay;

import org.jspecify.annotations.NullMarked;
