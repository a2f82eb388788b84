package dev.sealkeep.policy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.schema.ClaimSchemas;

class ReferenceSetFuzzTest {
  @FuzzTest
  void anyTextIsReadOrRefused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();

    switch (ReferenceSet.parse("fuzz/set", text)) {
      case ReferenceReading.Parsed parsed -> {
        assertThat(parsed.warnings()).noneMatch(d -> d.severity() == Severity.ERROR);
        assertThat(parsed.set().rows())
            .allMatch(
                row ->
                    ClaimSchemas.forTechnology(row.technology())
                        .flatMap(schema -> schema.claim(row.claim()))
                        .orElseThrow()
                        .type()
                        .admits(row.value()));
      }
      case ReferenceReading.Rejected rejected -> {
        assertThat(rejected.diagnostics()).anyMatch(d -> d.severity() == Severity.ERROR);
        rejected.diagnostics().forEach(d -> assertThat(d.render(text, "set")).isNotEmpty());
      }
    }
  }
}
