package dev.sealkeep.service.release;

import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.LogMember;
import dev.sealkeep.service.log.StateIndex;
import dev.sealkeep.service.state.StateFault;
import dev.sealkeep.service.state.StateReader;
import dev.sealkeep.service.state.TenantDirectory;
import dev.sealkeep.service.state.Workload;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The commit rule of invariant 2: inside the log's transaction, everything a decision rested on
 * must still be the newest, the challenge must be young by the database's clock, and a release
 * spends it. Only then are evidence, decision and entry written.
 */
final class ReleaseMember {
  private static final int HELD_SECONDS = 30;

  private ReleaseMember() {}

  /** The state changed since the decision; it must be taken anew. */
  static final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupersededException() {
      super("superseded", null, false, false);
    }
  }

  /** Commits a release. */
  static LogMember<Boolean> of(Decision.Release release) {
    Texts texts = Texts.of(release, release.appraised());
    return LogMember.sharing(
        appender -> {
          Appraised appraised = release.appraised();
          checkAndSpend(appender, appraised, release.workload());
          archive(appender.transaction(), release.workload().tenant(), appraised);
          Workload.Usable.Ready ready = ready(release.workload());
          Entry.Decision decision = decision(appraised, release.workload());
          appender.append(
              release.id(),
              release.workload().tenant(),
              release.workload().keys().tagKey(),
              header ->
                  new Entry.Release(
                      header,
                      decision,
                      ready.version().version(),
                      appraised.request().kem(),
                      Digest.sha256(release.sealed().enc(), release.sealed().ciphertext())));
          putDecision(appender, release, appraised, texts, release.workload(), true);
          return true;
        });
  }

  /** Commits the answer to a preflight, by the rules of a release. */
  static LogMember<Boolean> of(Decision.Preflight preflight) {
    Texts texts = Texts.of(preflight, preflight.appraised());
    return LogMember.sharing(
        appender -> {
          Appraised appraised = preflight.appraised();
          Workload workload = preflight.workload();
          checkAndSpend(appender, appraised, workload);
          archive(appender.transaction(), workload.tenant(), appraised);
          int version = ready(workload).version().version();
          appender.append(
              preflight.id(),
              workload.tenant(),
              workload.keys().tagKey(),
              header ->
                  new Entry.Preflight(
                      header,
                      decision(appraised, workload),
                      version,
                      preflight.question(),
                      preflight.permitted(),
                      preflight.reason()));
          putDecision(appender, preflight, appraised, texts, workload, false);
          return true;
        });
  }

  private static void checkAndSpend(LogAppender appender, Appraised appraised, Workload workload) {
    if (appender.held()) {
      throw held();
    }
    checkPins(appender, workload);
    checkCollateral(appender, appraised);
    if (!appraised.challenge().liveAt(appender.now())) {
      throw ReleasePipeline.expired();
    }
    if (!appender.spendChallenge(appraised.challenge().random())) {
      throw new ProblemException(
          Problem.Kind.CHALLENGE_SPENT,
          "A challenge commits at most one release; ask for a new one.");
    }
  }

  /** Told to guests while a restored log's gap is not confirmed. */
  static ProblemException held() {
    return new ProblemException(
        Problem.of(
                Problem.Kind.RELEASES_HELD,
                "The database was restored; nothing is released until its operator has made the"
                    + " lost revocations again and confirmed it with 'sealkeep log resume'.")
            .withRetryAfter(HELD_SECONDS));
  }

  /** Commits a denial, with an entry of its own if the quota gave one; yields whether it did. */
  static LogMember<Boolean> of(Decision.Denial denial, StateReader reader) {
    Texts texts = Texts.of(denial, denial.appraised());
    return LogMember.sharing(
        appender -> {
          checkPins(appender, denial.workload());
          checkCollateral(appender, denial.appraised());
          checkFault(appender, denial, reader);
          if (!denial.entry()) {
            return false;
          }
          archive(appender.transaction(), denial.workload().tenant(), denial.appraised());
          appender.append(
              denial.id(),
              denial.workload().tenant(),
              denial.workload().keys().tagKey(),
              header ->
                  new Entry.Denial(
                      header, decision(denial.appraised(), denial.workload()), denial.reason()));
          putDecision(appender, denial, denial.appraised(), texts, denial.workload(), false);
          return true;
        });
  }

  /** What is kept of a decision as JSON, written before the log's head is locked. */
  private record Texts(String explanation, String claims) {
    static Texts of(Decision decision, Appraised appraised) {
      return new Texts(
          new JsonObject(decision.explanation()).encode(),
          ClaimText.of(appraised.verified().claims()));
    }
  }

  private static void checkPins(LogAppender appender, Workload workload) {
    for (Workload.Pin pin : workload.pins()) {
      Optional<Long> now = appender.newest(pin.subject()).map(StateIndex.Newest::index);
      if (!now.equals(pin.index())) {
        throw new SupersededException();
      }
    }
  }

  /** A revocation list or TCB data may have been replaced, or have expired, since the decision. */
  private static void checkCollateral(LogAppender appender, Appraised appraised) {
    if (!appraised.collateral().isCurrent(appender.now())) {
      throw new SupersededException();
    }
  }

  /** A fault that a snapshot between two commits only seemed to show must not deny for good. */
  private static void checkFault(LogAppender appender, Decision.Denial denial, StateReader reader) {
    if (!(denial.workload().usable() instanceof Workload.Usable.Faulty(StateFault fault))) {
      return;
    }
    ReleaseRequest request = denial.appraised().request();
    Workload again =
        reader
            .within(appender)
            .workload(
                appender.transaction(),
                request.tenant().value(),
                request.key().value(),
                request.keyVersion());
    if (!(again.usable() instanceof Workload.Usable.Faulty(StateFault same)) || same != fault) {
      throw new SupersededException();
    }
  }

  private static Workload.Usable.Ready ready(Workload workload) {
    return switch (workload.usable()) {
      case Workload.Usable.Ready ready -> ready;
      case Workload.Usable.Faulty faulty ->
          throw new IllegalStateException("a release without a usable key: " + faulty.fault());
    };
  }

  private static Entry.Decision decision(Appraised appraised, Workload workload) {
    ReleaseRequest request = appraised.request();
    boolean dummy = workload.tenant().equals(Entry.DUMMY_TENANT);
    return new Entry.Decision(
        dummy ? new Name(TenantDirectory.DUMMY_KEY) : request.key(),
        dummy ? "" : request.volume().map(Name::value).orElse(""),
        request.purpose(),
        appraised.verified().technology(),
        workload.policyName(),
        workload.policyDigest(),
        workload.referenceDigests(),
        appraised.digests(),
        Digest.of(appraised.base()),
        appraised.simulated(),
        dummy ? Optional.empty() : request.fallbacks());
  }

  private static void archive(Transaction transaction, String tenant, Appraised appraised) {
    List<byte[]> blobs = appraised.blobs();
    for (int i = 0; i < appraised.digests().size(); i++) {
      Entry.EvidenceDigest digest = appraised.digests().get(i);
      transaction.archiveEvidence(tenant, digest.evidence().bytes(), blobs.get(2 * i));
      transaction.archiveEvidence(tenant, digest.auxiliary().bytes(), blobs.get(2 * i + 1));
    }
  }

  /** Keeps the claims too, so that another policy can be tried on what was decided on. */
  private static void putDecision(
      LogAppender appender,
      Decision decision,
      Appraised appraised,
      Texts texts,
      Workload workload,
      boolean released) {
    appender
        .transaction()
        .putDecision(
            new DecisionRow(
                decision.id().bytes(),
                workload.tenant(),
                appraised.request().key().value(),
                appender.now(),
                released,
                decision.reason(),
                texts.explanation,
                Optional.of(texts.claims)));
  }
}
