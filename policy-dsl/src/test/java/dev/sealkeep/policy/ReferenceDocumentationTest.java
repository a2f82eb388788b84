package dev.sealkeep.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.evaluate.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/policy-language.md to what the code does. */
class ReferenceDocumentationTest {
  private static final Pattern EXAMPLE = Pattern.compile("```sealkeep\n(.*?)```", Pattern.DOTALL);

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("sealkeep.root"), "docs/reference/policy-language.md"));
  }

  @Test
  void everyDiagnosticCodeIsListedWithItsSeverity() throws IOException {
    String page = page();

    assertThat(Arrays.stream(DiagnosticCode.values()))
        .allSatisfy(
            code ->
                assertThat(page)
                    .contains("| `" + code.id() + "` | " + code.severity().word() + " |"));
  }

  @Test
  void everyReasonIsListed() throws IOException {
    String page = page();

    assertThat(Arrays.stream(Reason.values()))
        .allSatisfy(
            reason ->
                assertThat(page)
                    .contains("| `" + reason.code() + "` | " + reason.sentence() + " |"));
  }

  @Test
  void examplesCompileWithoutWarnings() throws IOException {
    List<String> examples =
        EXAMPLE.matcher(page()).results().map((MatchResult match) -> match.group(1)).toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(PolicyCompiler.compile(example))
          .as(example)
          .isInstanceOfSatisfying(
              Compilation.Compiled.class, compiled -> assertThat(compiled.warnings()).isEmpty());
    }
  }
}
