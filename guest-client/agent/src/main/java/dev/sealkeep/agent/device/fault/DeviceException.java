package dev.sealkeep.agent.device.fault;

/** A device is absent or failed; nothing was obtained from it. */
public final class DeviceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient DeviceProblem problem;

  /** Makes one for that problem. */
  public DeviceException(DeviceFault fault, String detail) {
    super(fault.code() + ": " + detail);
    this.problem = new DeviceProblem(fault, detail);
  }

  /** Makes one for that problem with what led to it. */
  public DeviceException(DeviceFault fault, String detail, Throwable cause) {
    super(fault.code() + ": " + detail, cause);
    this.problem = new DeviceProblem(fault, detail);
  }

  /** The problem. */
  public DeviceProblem problem() {
    return problem;
  }
}
