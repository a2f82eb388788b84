package dev.sealkeep.agent.exchange;

import dev.sealkeep.agent.exchange.Step.Done;
import dev.sealkeep.agent.exchange.Step.Drop;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.PreflightVerifier;
import dev.sealkeep.protocol.receipt.ReceiptExpectation;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.receipt.ReceiptVerifier;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.WireFault;
import java.net.URI;

/**
 * A request with its evidence. What an endpoint has shed can be sent again as it is, there or at
 * another node of the same log, so that the device, which may take a second, is not asked anew.
 * Closing it destroys the private key that the answer is sealed to.
 */
final class PendingRequest implements AutoCloseable {
  private final Wanted wanted;
  private final byte[] body;
  private final ReceiptExpectation expectation;
  private final HpkeReceiver recipient;
  private final long askedNanos;

  /**
   * Takes over {@code recipient}.
   *
   * @param wanted what it asks for
   * @param body as it is sent
   * @param expectation what the answer is checked against
   * @param recipient the key pair that the answer is sealed to
   * @param askedNanos when its challenge was asked for
   */
  PendingRequest(
      Wanted wanted,
      byte[] body,
      ReceiptExpectation expectation,
      HpkeReceiver recipient,
      long askedNanos) {
    this.wanted = wanted;
    this.body = body;
    this.expectation = expectation;
    this.recipient = recipient;
    this.askedNanos = askedNanos;
  }

  String path() {
    return wanted.question().isPresent() ? "/v1/preflights" : "/v1/releases";
  }

  byte[] body() {
    return body;
  }

  HpkeReceiver recipient() {
    return recipient;
  }

  /** Whether an endpoint would have time to decide at {@code nanos}. */
  boolean freshAt(long nanos) {
    return nanos - askedNanos < ReleaseExchange.FRESH.toNanos();
  }

  /** What the body of a 200 from {@code endpoint} comes to. */
  Step opened(URI endpoint, byte[] answer) {
    return wanted
        .question()
        .map(question -> foretold(endpoint, answer, question))
        .orElseGet(() -> released(endpoint, answer));
  }

  private Step foretold(URI endpoint, byte[] answered, NextBoot question) {
    return switch (PreflightAnswer.parse(answered)) {
      case Parsed.Rejected<PreflightAnswer>(WireFault fault) ->
          Drop.malformed("preflight", endpoint, fault);
      case Parsed.Accepted<PreflightAnswer>(PreflightAnswer answer) ->
          switch (new PreflightVerifier(expectation, question).verify(answer)) {
            case PreflightOutcome.Untrusted(ReceiptFault fault) -> untrusted(endpoint, fault);
            case PreflightOutcome.Verified verified ->
                new Done(
                    new GetOutcome.Foretold(
                        verified.entry().permitted(),
                        verified.entry().id(),
                        verified.entry().keyVersion(),
                        verified.leafIndex(),
                        verified.checkpoint().size()));
          };
    };
  }

  private static Drop untrusted(URI endpoint, ReceiptFault fault) {
    return new Drop(
        fault.code(), "%s answered with a receipt that does not hold".formatted(endpoint));
  }

  private Step released(URI endpoint, byte[] answered) {
    return switch (ReleaseAnswer.parse(answered)) {
      case Parsed.Rejected<ReleaseAnswer>(WireFault fault) ->
          Drop.malformed("release", endpoint, fault);
      case Parsed.Accepted<ReleaseAnswer>(ReleaseAnswer answer) ->
          switch (new ReceiptVerifier(expectation).verify(answer, recipient)) {
            case ReceiptOutcome.Untrusted(ReceiptFault fault) -> untrusted(endpoint, fault);
            case ReceiptOutcome.Verified verified
                when !wanted.accepts(verified.entry().keyVersion()) -> {
              verified.key().close();
              yield new Drop(
                  ExchangeFault.KEY_VERSION.code(),
                  "%s released version %d in place of the one that was asked for"
                      .formatted(endpoint, verified.entry().keyVersion()));
            }
            case ReceiptOutcome.Verified verified ->
                new Done(
                    new GetOutcome.Released(
                        verified.key(),
                        verified.entry().id(),
                        verified.entry().keyVersion(),
                        verified.leafIndex(),
                        verified.checkpoint().size()));
          };
    };
  }

  @Override
  public void close() {
    recipient.close();
  }

  /** Names the path alone. */
  @Override
  public String toString() {
    return "PendingRequest[" + path() + "]";
  }
}
