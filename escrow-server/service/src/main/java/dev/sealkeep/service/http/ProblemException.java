package dev.sealkeep.service.http;

/** Ends a request with a problem. Carries no stack trace: it is an answer, not a fault. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Makes one that answers {@code problem}. */
  public ProblemException(Problem problem) {
    super(problem.kind().code(), null, false, false);
    this.problem = problem;
  }

  /** Makes one from its parts. */
  public ProblemException(Problem.Kind kind, String detail) {
    this(Problem.of(kind, detail));
  }

  /** What to answer. */
  public Problem problem() {
    return problem;
  }
}
