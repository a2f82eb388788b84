package dev.sealkeep.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.format.Formatting;
import dev.sealkeep.policy.format.PolicyFormatter;
import java.util.Map;

class PolicyCompilerFuzzTest {
  @FuzzTest
  void anySourceIsCompiledOrRejected(FuzzedDataProvider data) {
    check(data.consumeRemainingAsString());
  }

  private static void checkLayout(String source) {
    switch (PolicyFormatter.format(source)) {
      case Formatting.Formatted formatted ->
          assertThat(PolicyFormatter.format(formatted.text())).as(source).isEqualTo(formatted);
      case Formatting.Refused refused ->
          assertThat(refused.diagnostics()).anyMatch(d -> d.severity() == Severity.ERROR);
    }
  }

  /** Compiles a source and uses what comes of it. */
  static Compilation check(String source) {
    Compilation compilation = PolicyCompiler.compile(source);
    switch (compilation) {
      case Compilation.Compiled compiled -> {
        assertThat(compiled.warnings()).noneMatch(d -> d.severity() == Severity.ERROR);
        assertThat(
                compiled
                    .policy()
                    .evaluate(Samples.claims(Map.of()), Map.of())
                    .explanation()
                    .render())
            .isNotEmpty();
      }
      case Compilation.Rejected rejected -> {
        assertThat(rejected.diagnostics()).anyMatch(d -> d.severity() == Severity.ERROR);
        rejected.diagnostics().forEach(d -> assertThat(d.render(source, "fuzz")).isNotEmpty());
      }
    }
    checkLayout(source);
    return compilation;
  }
}
