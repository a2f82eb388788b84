package dev.sealkeep.agent.device.syscall;

import dev.sealkeep.agent.device.fault.DeviceException;

/** Gives the kernel's calls; asked when a device is used and not before. */
@FunctionalInterface
public interface Kernel {
  /** The calls. */
  SystemCalls calls() throws DeviceException;
}
