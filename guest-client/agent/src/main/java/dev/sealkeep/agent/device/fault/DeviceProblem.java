package dev.sealkeep.agent.device.fault;

/**
 * What went wrong with a device.
 *
 * @param fault the kind, which has the stable code
 * @param detail which call on which path, with the numbers it gave; never a secret
 */
public record DeviceProblem(DeviceFault fault, String detail) {
  /** Cause, code and detail in one line, and what to do in the next. */
  public String display() {
    return "%s (%s): %s%n%s.".formatted(fault.cause(), fault.code(), detail, fault.cure());
  }
}
