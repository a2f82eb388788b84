package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Policy;
import java.time.Duration;
import java.util.List;

/**
 * What became of one case.
 *
 * @param mismatches what came otherwise than expected, a sentence each without a full stop
 * @param took how long it ran
 */
record CaseResult(PolicyCase ofCase, Actual actual, List<String> mismatches, Duration took) {
  /** Copies {@code mismatches}. */
  CaseResult {
    mismatches = List.copyOf(mismatches);
  }

  /** Runs a case; evidence that cannot be read ends the command. */
  static CaseResult of(Policy policy, PolicyCase one, SignatureChecks checks) {
    long start = System.nanoTime();
    Actual actual =
        switch (one.subject()) {
          case PolicyCase.Subject.Claimed(ClaimSet claims) -> evaluated(policy, claims, one);
          case PolicyCase.Subject.Recorded recorded ->
              switch (appraised(one, recorded, checks)) {
                case Appraisal.Verified verified -> evaluated(policy, verified.claims(), one);
                case Appraisal.Rejected rejected -> new Actual.Rejected(rejected.reasons());
              };
        };
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new CaseResult(one, actual, one.expectation().mismatches(actual), took);
  }

  private static Actual evaluated(Policy policy, ClaimSet claims, PolicyCase one) {
    return new Actual.Evaluated(policy.evaluate(claims, one.references()));
  }

  private static Appraisal appraised(
      PolicyCase one, PolicyCase.Subject.Recorded recorded, SignatureChecks checks) {
    try {
      return recorded.evidence().verify(recorded.at(), checks);
    } catch (UnusableInputException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s, case `%s`: %s".formatted(one.file(), one.name(), e.getMessage()),
          e.cure());
    }
  }

  boolean passed() {
    return mismatches.isEmpty();
  }
}
