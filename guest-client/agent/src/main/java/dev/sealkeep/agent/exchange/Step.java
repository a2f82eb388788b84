package dev.sealkeep.agent.exchange;

import java.time.Duration;

/** What one try at one endpoint came to. */
sealed interface Step {
  /** The whole exchange is over. */
  record Done(GetOutcome outcome) implements Step {}

  /** This endpoint is not to be asked again. */
  record Drop(String code, String detail) implements Step {}

  /**
   * This endpoint did not answer, or answered that it is broken or overloaded. It may be asked
   * again, not before {@code delay} has passed.
   */
  record Retry(String detail, Duration delay) implements Step {}

  /** This endpoint is well and asks for patience. It may be asked again after {@code delay}. */
  record Postpone(String detail, Duration delay) implements Step {}
}
