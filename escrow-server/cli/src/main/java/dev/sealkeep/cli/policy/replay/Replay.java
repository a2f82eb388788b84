package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import java.util.Optional;

/**
 * Evaluates a policy on one attestation after the other and compares.
 *
 * @param policy the policy that is tried
 * @param baseline what its decisions are compared with
 * @param selection which attestations are replayed
 */
public record Replay(PolicyWithSets policy, Baseline baseline, Selection selection) {
  /** Told how far a replay has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after each attestation.
     *
     * @param replayed how many were replayed so far
     * @param percent how much of the source has been gone through
     */
    void at(long replayed, int percent);
  }

  /** Replays until the source or the limit ends. */
  public ReplayReport run(AttestationSource source, Progress progress) {
    ReplayReport report = new ReplayReport();
    Optional<RecordedAttestation> next = source.next();
    while (next.isPresent()) {
      next.filter(selection::takes).ifPresent(attestation -> compare(attestation, report));
      progress.at(report.total(), source.percent());
      next = report.total() < selection.limit() ? source.next() : Optional.empty();
    }
    return report;
  }

  private void compare(RecordedAttestation attestation, ReplayReport report) {
    switch (attestation.claims().read()) {
      case Reading.NotReplayable why -> notReplayable(attestation, why, report);
      case Reading.Claimed(ClaimSet claims) ->
          baseline
              .of(attestation, claims)
              .ifPresentOrElse(
                  then -> compare(attestation, then, policy.evaluate(claims), report),
                  () -> notReplayable(attestation, undecided(), report));
    }
  }

  private static void compare(
      RecordedAttestation attestation, Baseline.Then then, Evaluation now, ReplayReport report) {
    if (!then.permitted() && !then.byPolicy()) {
      report.add(Change.STILL_DENIED, then.cause().get(), "", attestation);
      return;
    }
    Change change = Change.of(then.permitted(), now.permitted());
    Cause cause = change == Change.NEWLY_ADMITTED ? then.cause().get() : Cause.of(now);
    report.add(change, cause, "", attestation);
  }

  private static Reading.NotReplayable undecided() {
    return Obstacle.DECISION_UNKNOWN.of(
        "what was decided on it is not recorded; give the policy of that time with --against");
  }

  private static void notReplayable(
      RecordedAttestation attestation, Reading.NotReplayable why, ReplayReport report) {
    report.add(Change.NOT_REPLAYABLE, Cause.of("", why.code()), why.detail(), attestation);
  }
}
