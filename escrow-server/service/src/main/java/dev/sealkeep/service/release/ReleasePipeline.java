package dev.sealkeep.service.release;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.appraise.Attestation;
import dev.sealkeep.evidence.appraise.AttestationAppraisal;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.keystore.hierarchy.UnwrapFailedException;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.SealedPayload;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.service.activation.ActivationDesk;
import dev.sealkeep.service.challenge.Challenge;
import dev.sealkeep.service.challenge.ChallengeDesk;
import dev.sealkeep.service.collateral.Bag;
import dev.sealkeep.service.collateral.CollateralService;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.metrics.EscrowMeters.Stage;
import dev.sealkeep.service.preflight.Foretelling;
import dev.sealkeep.service.state.StateFault;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.Workload;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Step 4 of the release path, what of it costs CPU time, on a worker thread: open the challenge,
 * verify the evidence, read the state, evaluate the policy, unwrap the key and seal it. Decides,
 * and commits nothing.
 */
public final class ReleasePipeline {
  /** A sender may name many chips; an honest attestation needs fewer items. */
  private static final int MAX_NEEDS = 32;

  private static final int PREFLIGHTS_AGAIN_SECONDS = 60;

  private final ChallengeDesk challenges;
  private final ActivationDesk activations;
  private final AttestationAppraisal appraisal;
  private final EvidenceAppraiser appraiser;
  private final CollateralService collateral;
  private final Store store;
  private final StateReader state;
  private final HpkeSender sender;
  private final EntryQuota quota;
  private final EntryQuota preflightQuota;
  private final InstantSource clock;
  private final SecureRandom random;
  private final EscrowMeters meters;

  /**
   * A pipeline over these parts.
   *
   * @param quota of denials with an entry
   * @param preflightQuota of preflights, each of which has one
   */
  public ReleasePipeline(
      ChallengeDesk challenges,
      EvidenceAppraiser appraiser,
      ActivationDesk activations,
      CollateralService collateral,
      Store store,
      StateReader state,
      EntryQuota quota,
      EntryQuota preflightQuota,
      InstantSource clock,
      SecureRandom random,
      EscrowMeters meters) {
    this.challenges = challenges;
    this.activations = activations;
    this.appraiser = appraiser;
    this.appraisal = new AttestationAppraisal(appraiser);
    this.collateral = collateral;
    this.store = store;
    this.state = state;
    this.sender = new HpkeSender();
    this.quota = quota;
    this.preflightQuota = preflightQuota;
    this.clock = clock;
    this.random = random;
    this.meters = meters;
  }

  /** Parses a request and opens its challenge; answers a problem for anything that is not one. */
  Opened open(byte[] body) {
    ReleaseRequest request = accepted(ReleaseRequest.parse(body));
    if (request.purpose() == Purpose.PREFLIGHT) {
      throw new ProblemException(
          Problem.Kind.MALFORMED_REQUEST, "A preflight gets no key: ask /v1/preflights.");
    }
    return opened(request, Optional.empty());
  }

  /** The same for a preflight, whose evidence is for nothing else. */
  Opened openPreflight(byte[] body) {
    PreflightRequest preflight = accepted(PreflightRequest.parse(body));
    if (preflight.request().purpose() != Purpose.PREFLIGHT) {
      throw new ProblemException(
          Problem.Kind.MALFORMED_REQUEST, "The purpose of a preflight is `preflight`.");
    }
    return opened(preflight.request(), Optional.of(preflight.question()));
  }

  private static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T accepted) -> accepted;
      case Parsed.Rejected<T> rejected ->
          throw new ProblemException(
              Problem.Kind.MALFORMED_REQUEST, "The request is refused: " + rejected.fault());
    };
  }

  private Opened opened(ReleaseRequest request, Optional<NextBoot> question) {
    ChallengeAnswer answer =
        switch (ChallengeAnswer.parse(request.challengeAnswer())) {
          case Parsed.Accepted<ChallengeAnswer>(ChallengeAnswer accepted) -> accepted;
          case Parsed.Rejected<ChallengeAnswer> rejected ->
              throw new ProblemException(
                  Problem.Kind.CHALLENGE_INVALID,
                  "challenge_answer is not the body of a challenge answer.");
        };
    Challenge challenge = challenges.open(answer, request.kem());
    if (!challenge.liveAt(clock.instant())) {
      throw expired();
    }
    return new Opened(request, question, challenge);
  }

  /** A request with a challenge that may still be used, and the question of a preflight. */
  record Opened(ReleaseRequest request, Optional<NextBoot> question, Challenge challenge) {}

  static ProblemException expired() {
    return new ProblemException(
        Problem.Kind.CHALLENGE_EXPIRED,
        "A challenge is good for %d seconds; ask for a new one."
            .formatted(Challenge.LIFETIME.toSeconds()));
  }

  /** The collateral that a request's evidence calls for; at once if all of it is in memory. */
  CompletableFuture<Bag> collateral(Opened opened) {
    List<byte[]> logs = logs(opened.request());
    List<CollateralId> needs =
        opened.request().evidence().stream()
            .flatMap(
                item ->
                    appraiser.forTag(item.technology().tag()).stream()
                        .flatMap(verifier -> verifier.needs(evidence(item, logs)).stream()))
            .distinct()
            .limit(MAX_NEEDS)
            .toList();
    return collateral.gather(needs);
  }

  /**
   * Verifies and decides. A refusal that collateral may yet change is none: the guest is to come
   * back, rather than give up a boot for want of a certificate that is on its way. Whether it is
   * says nothing about keys and policies (invariant 11).
   */
  Decision decide(Opened opened, Bag bag) {
    Decision decision = considered(opened, bag);
    if (!decision.grants()) {
      bag.comeBack(clock.instant())
          .ifPresent(
              delay -> {
                throw new ProblemException(
                    Problem.of(
                            Problem.Kind.COLLATERAL_UNAVAILABLE,
                            "What the hardware's vendor publishes about this evidence is not at"
                                + " hand yet; nothing was decided.")
                        .withRetryAfter((int) delay.toSeconds()));
              });
    }
    return decision;
  }

  private Decision considered(Opened opened, Bag bag) {
    ReleaseRequest request = opened.request();
    DecisionId id = DecisionId.random(random);
    byte[] base = Transcript.base(TranscriptInputs.of(request, challenges.logKey()));
    // The state is read for every request, verified or not, so that time tells a guest nothing
    // about which tenants and keys exist.
    Workload workload = read(request);
    long start = System.nanoTime();
    Appraisal appraisal = appraise(request, base, bag);
    meters.stage(Stage.VERIFY, System.nanoTime() - start);
    return switch (appraisal) {
      case Appraisal.Rejected rejected -> unverified(id, rejected);
      case Appraisal.Verified verified -> {
        bag.verified();
        yield evaluate(
            id,
            new Appraised(
                request,
                opened.question(),
                opened.challenge(),
                base,
                verified,
                bag,
                Appraised.digests(request)),
            workload);
      }
    };
  }

  /**
   * Reads the state and decides anew; for a decision whose state changed before its commit. The
   * evidence is verified again if it was the collateral that changed.
   */
  Decision decideAgain(Appraised appraised) {
    Instant now = clock.instant();
    return appraised.collateral().isCurrent(now)
        ? evaluate(DecisionId.random(random), appraised, read(appraised.request()))
        : decide(
            new Opened(appraised.request(), appraised.question(), appraised.challenge()),
            appraised.collateral().again(now));
  }

  /** Without a transaction: what the decision rests on is checked again in the commit. */
  private Workload read(ReleaseRequest request) {
    return store.peek(
        snapshot ->
            state.workload(
                snapshot, request.tenant().value(), request.key().value(), request.keyVersion()));
  }

  private static List<byte[]> logs(ReleaseRequest request) {
    return request.eventLogs().stream().map(EventLog::log).toList();
  }

  private static Evidence evidence(EvidenceItem item, List<byte[]> logs) {
    byte[] blob = EvidenceAppraiser.unwrapped(item.technology().tag(), item.evidence());
    return new Evidence(blob, Evidence.of(blob, item.auxiliary()).auxiliary(), logs);
  }

  private Appraisal appraise(ReleaseRequest request, byte[] base, Bag bag) {
    List<EvidenceItem> items = request.evidence();
    List<byte[]> logs = logs(request);
    List<Attestation.Item> attested = new ArrayList<>();
    for (EvidenceItem item : items) {
      boolean outer = attested.size() == items.size() - 1;
      byte[] bound = outer ? Transcript.outer(base, items.subList(0, items.size() - 1)) : base;
      attested.add(attested(item, logs, new Binding.Transcript(bound)));
    }
    return appraisal.of(new Attestation(attested), bag.content(), clock.instant());
  }

  /** A proof of activation is the server's own to read; the verifier is told what it proved. */
  private Attestation.Item attested(EvidenceItem item, List<byte[]> logs, Binding bound) {
    String tag = item.technology().tag();
    Optional<ActivatedKey> activated =
        item.technology() == Technology.TPM2
            ? activations.proven(item.auxiliary())
            : Optional.empty();
    return activated.isPresent()
        ? new Attestation.Item(
            tag, new Evidence(evidence(item, logs).blob(), List.of(), logs), bound, activated)
        : new Attestation.Item(tag, evidence(item, logs), bound);
  }

  private static Decision unverified(DecisionId id, Appraisal.Rejected rejected) {
    List<Map<String, Object>> reasons =
        rejected.reasons().stream()
            .map(reason -> Map.<String, Object>of("code", reason.code(), "detail", reason.detail()))
            .toList();
    return new Decision.Unverified(
        id,
        rejected.reasons().getFirst().code(),
        Map.of("technology", rejected.technology(), "evidence", reasons));
  }

  private Decision evaluate(DecisionId id, Appraised appraised, Workload workload) {
    long start = System.nanoTime();
    return switch (workload.usable()) {
      case Workload.Usable.Faulty(StateFault fault) -> {
        // A count that rises for keys that exist alone would tell anybody which those are.
        meters.stage(Stage.EVALUATE, System.nanoTime() - start);
        yield denial(id, appraised, workload, fault.code(), Map.of("state", fault.code()));
      }
      case Workload.Usable.Ready ready when appraised.question().isPresent() ->
          preflight(id, appraised, workload, ready, appraised.question().get());
      case Workload.Usable.Ready ready -> {
        Evaluation evaluation =
            ready.policy().evaluate(appraised.verified().claims(), ready.references());
        meters.stage(Stage.EVALUATE, System.nanoTime() - start);
        Map<String, Object> explanation = evaluation.explanation().kept();
        yield evaluation.permitted()
            ? release(id, appraised, workload, ready, explanation)
            : denial(id, appraised, workload, evaluation.reasonCode(), explanation);
      }
    };
  }

  private Decision preflight(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      Workload.Usable.Ready ready,
      NextBoot question) {
    Foretelling foretelling =
        Foretelling.of(
            claims -> ready.policy().evaluate(claims, ready.references()),
            appraised.verified().claims(),
            question);
    return switch (foretelling) {
      case Foretelling.Refused(String reason, Map<String, Object> explanation) ->
          denial(id, appraised, workload, reason, explanation);
      case Foretelling.Answered answer -> {
        if (!preflightQuota.take(
            appraised.request().tenant().value(), Machine.of(appraised.verified().claims()))) {
          throw limited();
        }
        yield new Decision.Preflight(
            id,
            appraised,
            workload,
            question,
            answer.permitted(),
            answer.reason(),
            ReportedFallbacks.beside(answer.explanation(), appraised.request()));
      }
    };
  }

  private static ProblemException limited() {
    return new ProblemException(
        Problem.of(
                Problem.Kind.PREFLIGHTS_LIMITED,
                "This machine has asked about its next boot too often in this minute.")
            .withRetryAfter(PREFLIGHTS_AGAIN_SECONDS));
  }

  private Decision denial(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      String reason,
      Map<String, Object> explanation) {
    boolean entry =
        quota.take(appraised.request().tenant().value(), Machine.of(appraised.verified().claims()));
    return new Decision.Denial(
        id,
        appraised,
        workload,
        reason,
        ReportedFallbacks.beside(explanation, appraised.request()),
        entry);
  }

  private Decision release(
      DecisionId id,
      Appraised appraised,
      Workload workload,
      Workload.Usable.Ready ready,
      Map<String, Object> explanation) {
    long start = System.nanoTime();
    int version = ready.version().version();
    byte[] info = Transcript.sealingInfo(appraised.base(), id, version);
    Optional<HpkeSender.Sealed> sealed;
    try (SecretBytes key = workload.keys().unwrapKey(ready.version());
        SecretBytes plaintext = new SealedPayload(workload.keys().tagKey(), key).encode()) {
      sealed =
          sender.seal(appraised.request().kem(), appraised.request().recipient(), info, plaintext);
    } catch (UnwrapFailedException e) {
      String code = StateFault.UNWRAP_FAILED.code();
      return denial(id, appraised, workload, code, Map.of("state", code));
    }
    meters.stage(Stage.SEAL, System.nanoTime() - start);
    return sealed
        .<Decision>map(
            s ->
                new Decision.Release(
                    id,
                    appraised,
                    workload,
                    ReportedFallbacks.beside(explanation, appraised.request()),
                    s))
        .orElseGet(
            () ->
                denial(
                    id,
                    appraised,
                    workload,
                    "recipient.invalid",
                    Map.of("recipient", "the recipient's public key cannot be sealed to")));
  }

  /** Runs a request up to its decision and forgets it. For warming up. */
  public void rehearse(byte[] body) {
    decide(open(body), collateral.nothing());
  }
}
