package dev.sealkeep.policy.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.generated.ClaimGenerator;
import dev.sealkeep.policy.generated.NaiveEvaluator;
import dev.sealkeep.policy.generated.PolicyGenerator;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the evaluator against a slow one, on random policies, machines and sets. */
class AgreementTest {
  private static final int POLICIES = 120;
  private static final int MACHINES = 25;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void evaluatorsAgree(long seed) {
    Random random = new Random(seed);
    ClaimGenerator generator = new ClaimGenerator(random);
    Map<Reason, Integer> seen = new EnumMap<>(Reason.class);
    for (int i = 0; i < POLICIES; i++) {
      String source = PolicyGenerator.policy(random);
      Policy policy = Samples.policy(source);
      NaiveEvaluator naive = NaiveEvaluator.of(source);
      for (int j = 0; j < MACHINES; j++) {
        ClaimSet claims = generator.claims(generator.technology());
        Map<String, ReferenceSet> references = generator.references();

        Evaluation evaluation = policy.evaluate(claims, references);

        NaiveEvaluator.Ruling expected = naive.evaluate(claims, references);
        Supplier<String> scene = () -> "%s\n%s\n%s".formatted(source, claims, references.keySet());
        assertThat(evaluation.reason()).as(scene).isEqualTo(expected.reason());
        assertThat(policy.decide(claims, references)).as(scene).isEqualTo(expected.reason());
        assertThat(evaluation.explanation().clauses())
            .as(scene)
            .extracting(ClauseResult::outcome)
            .isEqualTo(expected.clauses());
        assertThat(evaluation.comparisons()).as(source).isLessThanOrEqualTo((int) policy.cost());
        seen.merge(evaluation.reason(), 1, Integer::sum);
      }
    }
    assertThat(seen.keySet()).containsExactlyInAnyOrder(Reason.values());
    assertThat(seen.values()).allMatch(count -> count > POLICIES * MACHINES / 100);
  }
}
