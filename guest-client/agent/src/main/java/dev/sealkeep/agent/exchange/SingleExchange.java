package dev.sealkeep.agent.exchange;

import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.evidence.Attestation;
import dev.sealkeep.agent.evidence.CompositeDevice;
import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.CredentialUnavailableException;
import dev.sealkeep.agent.exchange.Step.Done;
import dev.sealkeep.agent.exchange.Step.Drop;
import dev.sealkeep.agent.exchange.Step.Postpone;
import dev.sealkeep.agent.exchange.Step.Retry;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ProblemDocument;
import dev.sealkeep.protocol.message.ReleaseAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.PreflightVerifier;
import dev.sealkeep.protocol.receipt.ReceiptExpectation;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.protocol.receipt.ReceiptVerifier;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.WireFault;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * One challenge and one release at one endpoint, with a key pair of its own. The log key's
 * certificate is checked before the device is asked for evidence.
 */
final class SingleExchange {
  private static final byte[] NO_BODY = {};
  private static final Kem STRONGEST = Collections.max(EnumSet.allOf(Kem.class));

  private final GuestConfiguration configuration;
  private final Wanted wanted;
  private final EvidenceChoice evidence;
  private final EscrowClient client;
  private final SecureRandom random;
  private final URI endpoint;

  /** How long a request may take, asked before each. */
  private final Supplier<Duration> patience;

  /** Held while the device is asked, which other tries may want to do at the same time. */
  private final Lock device;

  private final Runnable challenged;

  SingleExchange(
      GuestConfiguration configuration,
      Wanted wanted,
      EvidenceChoice evidence,
      EscrowClient client,
      SecureRandom random,
      URI endpoint,
      Supplier<Duration> patience,
      Lock device,
      Runnable challenged) {
    this.configuration = configuration;
    this.wanted = wanted;
    this.evidence = evidence;
    this.client = client;
    this.random = random;
    this.endpoint = endpoint;
    this.patience = patience;
    this.device = device;
    this.challenged = challenged;
  }

  Step run() throws InterruptedException {
    EscrowClient.Sent challenge = client.send(endpoint, "/v1/challenges", NO_BODY, patience.get());
    // Made while the connection is: what escrows offer nearly always has the strongest KEM.
    try (HpkeReceiver strongest = HpkeReceiver.generate(STRONGEST, random)) {
      return switch (challenge.await()) {
        case HttpOutcome.Answered answered when answered.status() == 200 -> {
          challenged.run();
          yield challenged(answered.body(), strongest);
        }
        case HttpOutcome other -> unsuccessful(other);
      };
    }
  }

  private Step challenged(byte[] body, HpkeReceiver strongest) throws InterruptedException {
    return switch (ChallengeAnswer.parse(body)) {
      case Parsed.Rejected<ChallengeAnswer>(WireFault fault) -> malformed("challenge", fault);
      case Parsed.Accepted<ChallengeAnswer>(ChallengeAnswer challenge) ->
          accept(challenge, body, strongest);
    };
  }

  private Step accept(ChallengeAnswer challenge, byte[] body, HpkeReceiver strongest)
      throws InterruptedException {
    String logKey = challenge.offers().logKey();
    if (ReceiptVerifier.certifiedLogKey(configuration.logRoot(), challenge.certificate(), logKey)
        .isEmpty()) {
      return new Drop(
          ReceiptFault.LOG_KEY_UNCERTIFIED.code(),
          "%s names a log key that `log_root` does not certify".formatted(endpoint));
    }
    Optional<Kem> kem = strongest(challenge.offers().kems());
    if (kem.isEmpty()) {
      return new Drop(
          ExchangeFault.KEM_TOO_WEAK.code(),
          "%s offers no KEM as strong as %s"
              .formatted(endpoint, configuration.minimumKem().label()));
    }
    Optional<CompositeDevice> attester = evidence.among(challenge.offers().technologies());
    if (attester.isEmpty()) {
      return new Drop(
          ExchangeFault.TECHNOLOGY_NOT_OFFERED.code(),
          "%s does not appraise what this guest has: %s".formatted(endpoint, evidence.display()));
    }
    if (kem.get() == strongest.kem()) {
      return release(challenge, body, attester.get(), strongest);
    }
    try (HpkeReceiver weaker = HpkeReceiver.generate(kem.get(), random)) {
      return release(challenge, body, attester.get(), weaker);
    }
  }

  private Optional<Kem> strongest(List<Integer> offered) {
    return Arrays.stream(Kem.values())
        .filter(kem -> offered.contains(kem.id()))
        .filter(kem -> kem.compareTo(configuration.minimumKem()) >= 0)
        .max(Kem::compareTo);
  }

  private Step release(
      ChallengeAnswer challenge, byte[] body, CompositeDevice attester, HpkeReceiver recipient)
      throws InterruptedException {
    TranscriptInputs inputs =
        new TranscriptInputs(
            body,
            challenge.offers().logKey(),
            configuration.tenant(),
            configuration.key(),
            configuration.volume(),
            wanted.purpose(),
            recipient.kem(),
            recipient.publicKey());
    Attestation attestation;
    CredentialDesk desk = new CredentialDesk();
    device.lockInterruptibly();
    try {
      attestation = attester.attest(Transcript.base(inputs), desk);
    } catch (EvidenceUnavailableException unavailable) {
      String message = unavailable.getMessage();
      return new Done(new GetOutcome.NoEvidence(message == null ? "no evidence" : message));
    } catch (CredentialUnavailableException unavailable) {
      return desk.step();
    } finally {
      device.unlock();
    }
    ReleaseRequest request = request(inputs, attestation);
    ReceiptExpectation expectation =
        new ReceiptExpectation(
            configuration.logRoot(),
            challenge.certificate(),
            configuration.tenantPin(),
            inputs,
            wanted.fallbacks());
    if (wanted.question().isPresent()) {
      return preflight(new PreflightRequest(request, wanted.question().get()), expectation);
    }
    return switch (client.post(endpoint, "/v1/releases", request.encode(), patience.get())) {
      case HttpOutcome.Answered answered when answered.status() == 200 ->
          answered(answered.body(), expectation, recipient);
      case HttpOutcome other -> unsuccessful(other);
    };
  }

  /**
   * Asks the same endpoint for the credential of a TPM. The device is waiting meanwhile, and other
   * tries for the device; a bare TPM has room for one.
   */
  private final class CredentialDesk implements CredentialIssuer {
    private Step step = new Retry("no credential", Duration.ZERO);

    /** What becomes of this attempt after a {@link CredentialUnavailableException}. */
    Step step() {
      return step;
    }

    @Override
    public Optional<ActivationAnswer> credential(ActivationRequest request)
        throws CredentialUnavailableException, InterruptedException {
      Duration left = patience.get();
      Duration wait = left.compareTo(EndpointRace.UNANSWERED) < 0 ? left : EndpointRace.UNANSWERED;
      switch (client.post(endpoint, "/v1/activations", request.encode(), wait)) {
        case HttpOutcome.Answered answered when answered.status() == 200 -> {
          switch (ActivationAnswer.parse(answered.body())) {
            case Parsed.Accepted<ActivationAnswer>(ActivationAnswer credential) -> {
              return Optional.of(credential);
            }
            case Parsed.Rejected<ActivationAnswer>(WireFault fault) ->
                step = malformed("activation", fault);
          }
        }
        // It vouches for no such keys. It may know them otherwise, and its decision says so.
        case HttpOutcome.Answered answered
            when answered.status() >= 400
                && answered.status() < 500
                && answered.status() != 429 -> {
          return Optional.empty();
        }
        case HttpOutcome other -> step = unsuccessful(other);
      }
      throw new CredentialUnavailableException("no credential from " + endpoint);
    }
  }

  private ReleaseRequest request(TranscriptInputs inputs, Attestation attestation) {
    return new ReleaseRequest(
        inputs.challengeAnswer(),
        inputs.tenant(),
        inputs.key(),
        wanted.keyVersion(),
        inputs.volume(),
        inputs.purpose(),
        inputs.kem(),
        inputs.recipient(),
        attestation.items(),
        attestation.eventLogs(),
        wanted.fallbacks());
  }

  private Step preflight(PreflightRequest request, ReceiptExpectation expectation)
      throws InterruptedException {
    return switch (client.post(endpoint, "/v1/preflights", request.encode(), patience.get())) {
      case HttpOutcome.Answered answered when answered.status() == 200 ->
          foretold(answered.body(), new PreflightVerifier(expectation, request.question()));
      case HttpOutcome.Answered answered when answered.status() == 404 ->
          new Drop(
              ExchangeFault.PREFLIGHT_UNSUPPORTED.code(),
              "%s answers no preflights; update that server".formatted(endpoint));
      case HttpOutcome other -> unsuccessful(other);
    };
  }

  private Step foretold(byte[] body, PreflightVerifier verifier) {
    return switch (PreflightAnswer.parse(body)) {
      case Parsed.Rejected<PreflightAnswer>(WireFault fault) -> malformed("preflight", fault);
      case Parsed.Accepted<PreflightAnswer>(PreflightAnswer answer) ->
          switch (verifier.verify(answer)) {
            case PreflightOutcome.Untrusted(ReceiptFault fault) -> untrusted(fault);
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

  private Drop untrusted(ReceiptFault fault) {
    return new Drop(
        fault.code(), "%s answered with a receipt that does not hold".formatted(endpoint));
  }

  private Step answered(byte[] body, ReceiptExpectation expectation, HpkeReceiver recipient) {
    return switch (ReleaseAnswer.parse(body)) {
      case Parsed.Rejected<ReleaseAnswer>(WireFault fault) -> malformed("release", fault);
      case Parsed.Accepted<ReleaseAnswer>(ReleaseAnswer answer) ->
          switch (new ReceiptVerifier(expectation).verify(answer, recipient)) {
            case ReceiptOutcome.Untrusted(ReceiptFault fault) -> untrusted(fault);
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

  private Drop malformed(String which, WireFault fault) {
    return new Drop(
        ExchangeFault.ANSWER_MALFORMED.code(),
        "the %s answer of %s: %s".formatted(which, endpoint, fault.display()));
  }

  /** Anything but a 200. */
  private Step unsuccessful(HttpOutcome outcome) {
    return switch (outcome) {
      case HttpOutcome.Unreachable(String detail) ->
          new Retry("%s: %s".formatted(endpoint, detail), Duration.ZERO);
      case HttpOutcome.Refused(ExchangeFault fault, String detail) ->
          new Drop(fault.code(), "%s: %s".formatted(endpoint, detail));
      case HttpOutcome.Answered answered -> status(answered);
    };
  }

  private Step status(HttpOutcome.Answered answered) {
    int status = answered.status();
    Optional<ProblemDocument> problem = ProblemDocument.parse(answered.body()).toOptional();
    if (status == 403) {
      return new Done(new GetOutcome.Denied(problem.flatMap(ProblemDocument::decision)));
    }
    String detail =
        "%s answered %d%s"
            .formatted(endpoint, status, problem.map(p -> " (" + p.code() + ")").orElse(""));
    // 429 asks for patience as 503 does; both may say for how long.
    Duration delay = answered.retryAfter().orElse(Duration.ZERO);
    if (status == 429) {
      return new Postpone(detail, delay);
    }
    return status >= 500
        ? new Retry(detail, delay)
        : new Drop(ExchangeFault.REQUEST_REFUSED.code(), detail);
  }
}
