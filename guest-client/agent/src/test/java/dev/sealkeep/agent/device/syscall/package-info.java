/** Tests of the system calls on a real kernel. */
@NullMarked
package dev.sealkeep.agent.device.syscall;

import org.jspecify.annotations.NullMarked;
