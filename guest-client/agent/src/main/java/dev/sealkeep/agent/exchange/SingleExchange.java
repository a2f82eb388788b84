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
import dev.sealkeep.agent.exchange.Step.Shed;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ProblemDocument;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptExpectation;
import dev.sealkeep.protocol.receipt.ReceiptFault;
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
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One try at one endpoint: a challenge and a release, with a key pair of its own, or what one has
 * shed. The log key's certificate is checked before the device is asked for evidence.
 */
final class SingleExchange {
  private static final byte[] NO_BODY = {};

  /**
   * Problems of a server that has decided nothing: it has too much to do, or has to wait for a
   * vendor.
   */
  private static final Set<String> UNDECIDED = Set.of("overloaded", "collateral-unavailable");

  /** Problems of a request that another try does not have (docs/reference/problems.md). */
  private static final Set<String> CURED_BY_ANOTHER_CHALLENGE =
      Set.of("challenge-expired", "challenge-spent", "superseded");

  private static final Kem STRONGEST = Collections.max(EnumSet.allOf(Kem.class));

  private final GuestConfiguration configuration;
  private final Wanted wanted;
  private final EvidenceChoice evidence;
  private final EscrowClient client;
  private final SecureRandom random;
  private final URI endpoint;

  /** How long a request may take, asked before each. */
  private final Supplier<Duration> patience;

  private final Timing timing;

  /** Held while the device is asked, which other tries may want to do at the same time. */
  private final Lock device;

  private final Runnable challenged;

  /** Told of an answer after which this endpoint cannot be called absent, whatever follows. */
  private final Consumer<String> there;

  SingleExchange(
      GuestConfiguration configuration,
      Wanted wanted,
      EvidenceChoice evidence,
      EscrowClient client,
      SecureRandom random,
      URI endpoint,
      Supplier<Duration> patience,
      Timing timing,
      Lock device,
      Runnable challenged,
      Consumer<String> there) {
    this.configuration = configuration;
    this.wanted = wanted;
    this.evidence = evidence;
    this.client = client;
    this.random = random;
    this.endpoint = endpoint;
    this.patience = patience;
    this.timing = timing;
    this.device = device;
    this.challenged = challenged;
    this.there = there;
  }

  /** Asks for a challenge, and with evidence over it for what is wanted. */
  Step run() throws InterruptedException {
    long asked = timing.nanoTime();
    EscrowClient.Sent challenge = client.send(endpoint, "/v1/challenges", NO_BODY, patience.get());
    // Made while the connection is: what escrows offer nearly always has the strongest KEM.
    return with(
        HpkeReceiver.generate(STRONGEST, random),
        strongest ->
            switch (challenge.await()) {
              case HttpOutcome.Answered answered when answered.status() == 200 -> {
                challenged.run();
                yield challenged(answered.body(), asked, strongest);
              }
              case HttpOutcome other -> unsuccessful(other);
            });
  }

  /**
   * Sends what this endpoint or another has shed, if the challenge in it is still fresh. An
   * endpoint that cannot take it, such as one with another log, is asked for a challenge of its
   * own.
   */
  Step again(PendingRequest pending) throws InterruptedException {
    if (!pending.freshAt(timing.nanoTime())) {
      pending.close();
      return run();
    }
    challenged.run();
    Step step = with(pending.recipient(), _ -> send(pending));
    return step instanceof Drop(String code, String _)
            && code.equals(ExchangeFault.REQUEST_REFUSED.code())
        ? run()
        : step;
  }

  /** Something that is done with a key pair to receive with. */
  @FunctionalInterface
  private interface Asking {
    Step ask(HpkeReceiver recipient) throws InterruptedException;
  }

  /** Destroys the key pair afterwards, unless a request that uses it was shed. */
  private static Step with(HpkeReceiver recipient, Asking asking) throws InterruptedException {
    Optional<PendingRequest> pending = Optional.empty();
    try {
      Step step = asking.ask(recipient);
      if (step instanceof Shed shed) {
        pending = Optional.of(shed.request());
      }
      return step;
    } finally {
      if (pending.filter(request -> request.recipient().equals(recipient)).isEmpty()) {
        recipient.close();
      }
    }
  }

  private Step challenged(byte[] body, long asked, HpkeReceiver strongest)
      throws InterruptedException {
    return switch (ChallengeAnswer.parse(body)) {
      case Parsed.Rejected<ChallengeAnswer>(WireFault fault) ->
          Drop.malformed("challenge", endpoint, fault);
      case Parsed.Accepted<ChallengeAnswer>(ChallengeAnswer challenge) ->
          accept(challenge, body, asked, strongest);
    };
  }

  private Step accept(ChallengeAnswer challenge, byte[] body, long asked, HpkeReceiver strongest)
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
    Asking release = recipient -> release(challenge, body, asked, attester.get(), recipient);
    return kem.get() == strongest.kem()
        ? release.ask(strongest)
        : with(HpkeReceiver.generate(kem.get(), random), release);
  }

  private Optional<Kem> strongest(List<Integer> offered) {
    return Arrays.stream(Kem.values())
        .filter(kem -> offered.contains(kem.id()))
        .filter(kem -> kem.compareTo(configuration.minimumKem()) >= 0)
        .max(Kem::compareTo);
  }

  private Step release(
      ChallengeAnswer challenge,
      byte[] body,
      long asked,
      CompositeDevice attester,
      HpkeReceiver recipient)
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
    byte[] encoded =
        wanted
            .question()
            .map(question -> new PreflightRequest(request, question).encode())
            .orElseGet(request::encode);
    return send(new PendingRequest(wanted, encoded, expectation, recipient, asked));
  }

  private Step send(PendingRequest pending) throws InterruptedException {
    return switch (client.post(endpoint, pending.path(), pending.body(), patience.get())) {
      case HttpOutcome.Answered answered when answered.status() == 200 ->
          pending.opened(endpoint, answered.body());
      case HttpOutcome.Answered answered
          when answered.status() == 404 && wanted.question().isPresent() ->
          new Drop(
              ExchangeFault.PREFLIGHT_UNSUPPORTED.code(),
              "%s answers no preflights; update that server".formatted(endpoint));
      case HttpOutcome.Answered answered -> status(answered, Optional.of(pending));
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
                step = Drop.malformed("activation", endpoint, fault);
          }
        }
        // It vouches for no such keys. It may know them otherwise, and its decision says so.
        case HttpOutcome.Answered answered
            when answered.status() >= 400
                && answered.status() < 500
                && answered.status() != 429 -> {
          there.accept("%s gave no credential (%d)".formatted(endpoint, answered.status()));
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

  /** Anything but a 200. */
  private Step unsuccessful(HttpOutcome outcome) {
    return switch (outcome) {
      case HttpOutcome.Unreachable(String detail) ->
          new Retry("%s: %s".formatted(endpoint, detail), Duration.ZERO);
      case HttpOutcome.Refused(ExchangeFault fault, String detail) ->
          new Drop(fault.code(), "%s: %s".formatted(endpoint, detail));
      case HttpOutcome.Answered answered -> status(answered, Optional.empty());
    };
  }

  /**
   * What an answer that is no 200 comes to.
   *
   * @param asked the request with evidence that it answers, if it does
   */
  private Step status(HttpOutcome.Answered answered, Optional<PendingRequest> asked) {
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
    String code = problem.map(ProblemDocument::code).orElse("");
    if (status == 429 || (status < 500 && CURED_BY_ANOTHER_CHALLENGE.contains(code))) {
      return new Postpone(detail, delay);
    }
    if (status == 503 && UNDECIDED.contains(code)) {
      return asked
          .<Step>map(request -> new Shed(detail, delay, request))
          .orElseGet(() -> new Retry(detail, delay));
    }
    return status >= 500
        ? new Retry(detail, delay)
        : new Drop(ExchangeFault.REQUEST_REFUSED.code(), detail);
  }
}
