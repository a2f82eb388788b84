/**
 * The few system calls that devices need, with their exact errno: the file classes of Java lose it,
 * and Java has no ioctl. Depends on JNA and on the faults, and loads JNA when the first device is
 * used and not before. Turns core dumps off as it loads, since keys are about to be handled
 * (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.device.syscall;

import org.jspecify.annotations.NullMarked;
