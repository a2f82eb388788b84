package dev.sealkeep.bench.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.evaluate.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyBenchTest {
  @Test
  void sceneIsWhatItSays() {
    Scene scene = Scene.make();

    assertThat(scene.policy().decide(scene.good(), scene.references())).isEqualTo(Reason.PERMITTED);
    assertThat(scene.policy().evaluate(scene.bad(), scene.references()).reason())
        .isEqualTo(Reason.NO_PERMIT_MATCHED);
  }

  @Test
  void summaryHasTheGreaterRatioAndTheDearestEvaluation() {
    PolicyBench.Summary summary =
        PolicyBench.Summary.of(
            List.of(
                new Cost("decide permit", 1_000, 0),
                new Cost("evaluate permit", 1_200, 0),
                new Cost("decide deny", 1_000, 0),
                new Cost("evaluate deny", 1_500, 0),
                new Cost("explain permit", 90_000, 0),
                new Cost("explain deny", 90_000, 0)),
            null);

    assertThat(summary.ratio()).isEqualTo(1.5);
    assertThat(summary.dearest()).isEqualTo(1_500);
  }
}
