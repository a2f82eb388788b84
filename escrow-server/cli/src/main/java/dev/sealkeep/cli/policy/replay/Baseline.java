package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.evaluate.Evaluation;
import java.util.Optional;
import java.util.function.Supplier;

/** What a policy's decisions are compared with. */
public sealed interface Baseline {
  /** What it says of an attestation; empty if it says nothing. */
  Optional<Then> of(RecordedAttestation attestation, ClaimSet claims);

  /**
   * A decision to compare with.
   *
   * @param byPolicy whether a policy made it; a key that is disabled stays shut under any
   * @param cause why it fell so; asked for if it matters
   */
  record Then(boolean permitted, boolean byPolicy, Supplier<Cause> cause) {}

  /** Another policy. */
  record OldPolicy(PolicyWithSets policy) implements Baseline {
    @Override
    public Optional<Then> of(RecordedAttestation attestation, ClaimSet claims) {
      Evaluation before = policy.evaluate(claims);
      return Optional.of(new Then(before.permitted(), true, () -> Cause.of(before)));
    }
  }

  /** What was decided when the attestation was made. */
  record DecidedThen() implements Baseline {
    @Override
    public Optional<Then> of(RecordedAttestation attestation, ClaimSet claims) {
      return attestation
          .decided()
          .map(
              past ->
                  new Then(
                      past.released(),
                      past.byPolicy(),
                      () -> Cause.of(claims.technology(), past.reason())));
    }
  }
}
