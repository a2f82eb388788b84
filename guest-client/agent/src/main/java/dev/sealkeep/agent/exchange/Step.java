package dev.sealkeep.agent.exchange;

import java.time.Duration;

/** What one try at one endpoint came to. */
sealed interface Step {
  /** The whole exchange is over. */
  record Done(GetOutcome outcome) implements Step {}

  /** This endpoint is not to be asked again. */
  record Drop(String code, String detail) implements Step {}

  /** This endpoint may be asked again, not before {@code delay} has passed. */
  record Retry(String detail, Duration delay) implements Step {}
}
