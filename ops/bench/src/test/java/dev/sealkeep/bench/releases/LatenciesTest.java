package dev.sealkeep.bench.releases;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void aQuantileIsTheSmallestValueThatSoManyDoNotExceed() {
    Latencies latencies = new Latencies(1_000);
    for (int i = 0; i < 1_000; i++) {
      // In reverse, so that sorting matters: 1 to 1000 ms, and twice that from the challenge on.
      long nanos = (1_000 - i) * 1_000_000L;
      latencies.record(i, nanos, 2 * nanos);
    }

    JsonObject release = latencies.json().getJsonObject("release_ms");
    assertThat(release.getMap())
        .containsEntry("p50", 500.0)
        .containsEntry("p99", 990.0)
        .containsEntry("p999", 999.0)
        .containsEntry("max", 1_000.0);
    assertThat(latencies.json().getJsonObject("exchange_ms").getDouble("p50")).isEqualTo(1_000.0);
  }
}
