package dev.sealkeep.service.admission;

import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;

/**
 * Answers those whom a limit refuses, and counts them.
 *
 * @param whenFull the cause that is counted when the queue was full
 * @param whenLate the cause that is counted when somebody waited too long
 */
public record Overload(
    RetryAfter retryAfter, AdmissionMeters meters, Refusal whenFull, Refusal whenLate)
    implements FairLimit.Refusals {
  @Override
  public RuntimeException full() {
    return refused(whenFull);
  }

  @Override
  public RuntimeException late() {
    return refused(whenLate);
  }

  @Override
  public RuntimeException gone() {
    return new ProblemException(Problem.Kind.OVERLOADED, "The client did not wait.");
  }

  private RuntimeException refused(Refusal why) {
    meters.refused(why);
    return new ProblemException(retryAfter.overloaded());
  }
}
