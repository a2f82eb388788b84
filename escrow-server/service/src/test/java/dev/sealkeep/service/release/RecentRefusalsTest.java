package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.name.DecisionId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {
  private static final int BOUND = 1 << 20;

  private final RecentRefusals refusals = new RecentRefusals(BOUND);
  private final SecureRandom random = new SecureRandom();

  private static RecentRefusals.Refusal refusal(Map<String, Object> explanation) {
    return new RecentRefusals.Refusal("acme", "disk", Instant.EPOCH, "policy.denied", explanation);
  }

  @Test
  void aRefusalIsFoundAsItWasByTheTenantThatItNames() {
    DecisionId id = DecisionId.random(random);
    RecentRefusals.Refusal kept =
        refusal(Map.of("failing", List.of("vmpl == 0"), "clauses", 1, "near", true));
    refusals.keep(id, kept);

    assertThat(refusals.find("acme", id)).contains(kept);
    assertThat(refusals.find("other", id)).isEmpty();
  }

  /** A fleet whose new image nobody registered is denied in one hour as often as it is large. */
  @Test
  void aFloodOfLongExplanationsFillsNoMoreThanItsBound() {
    Map<String, Object> explanation = Map.of("failing", "x".repeat(100_000));
    DecisionId last = DecisionId.random(random);
    for (int i = 0; i < 1_000; i++) {
      last = DecisionId.random(random);
      refusals.keep(last, refusal(explanation));
    }

    assertThat(refusals.bytes()).isBetween(1L, (long) BOUND);
  }
}
