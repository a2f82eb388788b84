package dev.sealkeep.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static final Costs COSTS =
      Costs.of(
          Arrays.stream(Cost.values())
              .collect(Collectors.toMap(Function.identity(), cost -> 10.0 + cost.key().length())));

  @Test
  void whatIsWrittenIsRead() {
    Costs read = Costs.parse(COSTS.withStorm(Map.of("guests", 3_000.0)).text("a command"));

    for (Cost cost : Cost.values()) {
      assertThat(read.get(cost)).as(cost.key()).isEqualTo(COSTS.get(cost));
    }
    assertThat(read.storm("guests")).contains(3_000.0);
    assertThat(read.storm("nodes")).isEmpty();
  }

  @Test
  void aMissingAnUnknownAndAnImpossibleCostAreNamed() {
    String text = COSTS.text("a command");

    assertThatThrownBy(() -> Costs.parse(text.replaceAll("(?m)^fsync.us=.*$", "")))
        .hasMessageContaining("fsync.us");
    assertThatThrownBy(() -> Costs.parse(text + "fsink.us=3\n")).hasMessageContaining("fsink.us");
    assertThatThrownBy(() -> Costs.parse(text.replaceAll("(?m)^fsync.us=.*$", "fsync.us=-1")))
        .hasMessageContaining("fsync.us")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Costs.parse(text.replaceAll("(?m)^fsync.us=.*$", "fsync.us=soon")))
        .hasMessageContaining("soon");
  }

  @Test
  void meansAreHalfwayButIdleTimesTheShorter() {
    Costs later =
        COSTS
            .with(Cost.NODE_RELEASE, COSTS.get(Cost.NODE_RELEASE) + 100)
            .with(Cost.COMMIT_IDLE, COSTS.get(Cost.COMMIT_IDLE) + 100);

    Costs mean = COSTS.mean(later);

    assertThat(mean.get(Cost.NODE_RELEASE)).isEqualTo(COSTS.get(Cost.NODE_RELEASE) + 50);
    assertThat(mean.get(Cost.COMMIT_IDLE)).isEqualTo(COSTS.get(Cost.COMMIT_IDLE));
    assertThat(later.mean(COSTS).get(Cost.COMMIT_IDLE)).isEqualTo(COSTS.get(Cost.COMMIT_IDLE));
  }
}
