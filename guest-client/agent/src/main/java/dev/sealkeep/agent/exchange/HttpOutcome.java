package dev.sealkeep.agent.exchange;

import java.time.Duration;
import java.util.Optional;

/** How one HTTP request ended. */
sealed interface HttpOutcome {
  /**
   * The server behind a trusted certificate answered.
   *
   * @param body at most the client's limit
   * @param retryAfter how long the server asks to wait, if it does
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
  record Answered(int status, byte[] body, Optional<Duration> retryAfter) implements HttpOutcome {}

  /** Nothing that is authenticated came back. */
  record Unreachable(String detail) implements HttpOutcome {}

  /** Something came back that is not to be trusted. */
  record Refused(ExchangeFault fault, String detail) implements HttpOutcome {}
}
