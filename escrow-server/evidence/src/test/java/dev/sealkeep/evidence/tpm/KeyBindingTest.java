package dev.sealkeep.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.schema.NeverClaimed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBindingTest {
  @Test
  void everyWordOfTheClaimIsTheVerifiersOrDocumentedAsNeverClaimed() {
    String claim = "tpm.ak_bound_by";
    List<String> words =
        new ArrayList<>(Arrays.stream(KeyBinding.By.values()).map(KeyBinding.By::word).toList());
    List<String> never = NeverClaimed.of("tpm2", claim).orElseThrow().words();

    assertThat(never).isNotEmpty().doesNotContainAnyElementsOf(words);
    words.addAll(never);
    assertThat(ClaimSchemas.forTechnology("tpm2").orElseThrow().claim(claim).orElseThrow().type())
        .isInstanceOfSatisfying(
            ClaimType.Symbol.class,
            symbol -> assertThat(symbol.words()).containsExactlyInAnyOrderElementsOf(words));
  }
}
