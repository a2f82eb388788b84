package dev.sealkeep.agent.exchange;

import dev.sealkeep.protocol.wire.WireFault;
import java.net.URI;
import java.time.Duration;

/** What one try at one endpoint came to. */
sealed interface Step {
  /** The whole exchange is over. */
  record Done(GetOutcome outcome) implements Step {}

  /** This endpoint is not to be asked again. */
  record Drop(String code, String detail) implements Step {
    /** An answer that breaks the format. */
    static Drop malformed(String which, URI endpoint, WireFault fault) {
      return new Drop(
          ExchangeFault.ANSWER_MALFORMED.code(),
          "the %s answer of %s: %s".formatted(which, endpoint, fault.display()));
    }
  }

  /**
   * This endpoint did not answer, or answered that it is broken or overloaded. It may be asked
   * again, not before {@code delay} has passed.
   */
  record Retry(String detail, Duration delay) implements Step {}

  /**
   * This endpoint has too much to do, or waits for a vendor, and has decided nothing. It may be
   * sent the request again, not before {@code delay} has passed, and others at once; whoever takes
   * this takes care of it.
   */
  record Shed(String detail, Duration delay, PendingRequest request) implements Step {}

  /**
   * This endpoint is well and asks for patience, or for another try. It may be asked again after
   * {@code delay}.
   */
  record Postpone(String detail, Duration delay) implements Step {}
}
