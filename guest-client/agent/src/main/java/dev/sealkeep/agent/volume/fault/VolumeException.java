package dev.sealkeep.agent.volume.fault;

/** A volume is refused, or the machine failed; a volume that was not opened stays shut. */
public final class VolumeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient VolumeProblem problem;

  /** Makes one for that problem. */
  public VolumeException(VolumeFault fault, String detail) {
    this(new VolumeProblem(fault, detail));
  }

  /** Makes one for that problem. */
  public VolumeException(VolumeProblem problem) {
    super(problem.fault().code() + ": " + problem.detail());
    this.problem = problem;
  }

  /** Makes one for that problem with what led to it. */
  public VolumeException(VolumeFault fault, String detail, Throwable cause) {
    super(fault.code() + ": " + detail, cause);
    this.problem = new VolumeProblem(fault, detail);
  }

  /** The problem. */
  public VolumeProblem problem() {
    return problem;
  }
}
