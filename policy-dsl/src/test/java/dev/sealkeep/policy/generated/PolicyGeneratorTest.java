package dev.sealkeep.policy.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.Samples;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyGeneratorTest {
  @Test
  void policiesSpeakTheWholeLanguage() {
    Random random = new Random(7);

    String policies =
        Stream.generate(() -> PolicyGenerator.policy(random))
            .limit(200)
            .collect(Collectors.joining());

    assertThat(policies)
        .contains("permit amd-sev-snp", "permit azure-vtpm", "permit intel-tdx", "forbid ")
        .contains("== ", "!= ", "< ", "<= ", "> ", ">= ", " in [", " not in [")
        .contains(" contains ", " not contains ", "in builds", "in others")
        .contains("any certificates {", "all certificates {", "any event_log.events {")
        .contains("const constant", " constant", "let condition", " or\n", " and ", "not (")
        .contains("sha256\"", "sha384\"", "hex\"", "0x", "== tcb(", ">= tcb(", "2h", "\"2026-")
        .contains("tpm2.sha256.pcr7", "= [", "= tcb(");
  }

  @Test
  void seedGivesThePolicyAgain() {
    assertThat(PolicyGenerator.policy(new Random(3)))
        .isEqualTo(PolicyGenerator.policy(new Random(3)))
        .isNotEqualTo(PolicyGenerator.policy(new Random(4)));
  }

  @Test
  void everyPolicyCompiles() {
    Random random = new Random(8);
    for (int i = 0; i < 300; i++) {
      assertThat(Samples.policy(PolicyGenerator.policy(random)).clauses()).isNotEmpty();
    }
  }
}
