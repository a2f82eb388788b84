package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;

/**
 * What a policy says of one item of evidence: the reason at once, and the explanation when asked
 * for. Immutable and thread safe.
 */
public final class Evaluation {
  private final String policy;
  private final Ruling ruling;
  private final ClaimSet claims;
  private final Map<String, ReferenceSet> references;
  private final Recording recording;
  private final Reason reason;
  private final int comparisons;

  private Evaluation(
      String policy,
      Ruling ruling,
      ClaimSet claims,
      Map<String, ReferenceSet> references,
      Recording recording) {
    this.policy = policy;
    this.ruling = ruling;
    this.claims = claims;
    this.references = references;
    this.recording = recording;
    Evaluator evaluator = new Evaluator(claims.technology(), references, recording);
    this.reason = ruling.decide(claims.claims(), evaluator);
    this.comparisons = evaluator.comparisons();
  }

  static Evaluation of(
      String policy, Ruling ruling, ClaimSet claims, Map<String, ReferenceSet> references) {
    return new Evaluation(
        policy, ruling, claims, Map.copyOf(references), new Recording(ruling.parts()));
  }

  /** Why the policy decided as it did. */
  public Reason reason() {
    return reason;
  }

  /** Whether the policy permits. */
  public boolean permitted() {
    return reason.permits();
  }

  /** The stable code of the reason, such as {@code policy.no-permit-matched}. */
  public String reasonCode() {
    return reason.code();
  }

  /** How many comparisons it took; at most {@link Policy#cost}. */
  public int comparisons() {
    return comparisons;
  }

  /** How the policy came to its decision; put together anew by each call. */
  public Explanation explanation() {
    return new Explanation(
        policy,
        claims.technology(),
        reason,
        new Explainer(claims, references, recording).results(ruling));
  }
}
