package dev.sealkeep.service.preflight;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import dev.sealkeep.protocol.log.NextBoot;
import java.util.Map;
import java.util.function.Function;

/** What a policy says of a machine that asks about its next boot. */
public sealed interface Foretelling {
  /** A stable reason code. */
  String reason();

  /** What the tenant may read, ready for JSON. */
  Map<String, Object> explanation();

  /** The machine is not admitted as it runs now, and is told nothing. */
  record Refused(String reason, Map<String, Object> explanation) implements Foretelling {}

  /** The machine is admitted, and this is the answer. */
  record Answered(boolean permitted, String reason, Map<String, Object> explanation)
      implements Foretelling {}

  /**
   * Judges the present claims as for a release, and then those that the next boot will make.
   *
   * @param policy evaluates claims with the key's policy and reference sets
   */
  static Foretelling of(Function<ClaimSet, Evaluation> policy, ClaimSet claims, NextBoot question) {
    return switch (RestoredRegisters.of(claims, question.before())) {
      case RestoredRegisters.False(NextBoot.Before stated) ->
          new Refused(
              PreflightExplanation.BEFORE_FALSE, PreflightExplanation.ofFalse(stated, claims));
      case RestoredRegisters.Proven(ClaimSet present) -> {
        Evaluation now = policy.apply(present);
        yield now.permitted()
            ? next(policy, present, question)
            : new Refused(now.reasonCode(), now.explanation().asMap());
      }
    };
  }

  private static Answered next(
      Function<ClaimSet, Evaluation> policy, ClaimSet present, NextBoot question) {
    NextClaims next = NextClaims.of(present, question.next());
    Evaluation then = policy.apply(next.claims());
    boolean known = next.absent().isEmpty();
    return new Answered(
        known && then.permitted(),
        known ? then.reasonCode() : PreflightExplanation.CLAIM_ABSENT,
        PreflightExplanation.of(question, next, then));
  }
}
