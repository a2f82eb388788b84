package dev.sealkeep.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the diagnostics word for word. After a wanted change, {@code -Dsealkeep.golden=write}
 * rewrites the files; read the difference before it is committed.
 */
class GoldenDiagnosticsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".policy"))
          .sorted()
          .toList();
    }
  }

  @Test
  void goldenPoliciesExist() throws IOException {
    assertThat(names()).hasSizeGreaterThan(8);
  }

  @ParameterizedTest
  @MethodSource("names")
  void policyGivesItsGoldenDiagnostics(String name) throws IOException {
    String source = Files.readString(FOLDER.resolve(name));
    Path golden = FOLDER.resolve(name.replace(".policy", ".golden"));

    String rendered = render(source, name);

    if (System.getProperty("sealkeep.golden", "").equals("write")) {
      Files.writeString(golden, rendered);
    }
    assertThat(golden).content().isEqualTo(rendered);
  }

  private static String render(String source, String name) {
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Compiled compiled ->
          "compiled\n"
              + compiled.warnings().stream()
                  .map(warning -> warning.render(source, name))
                  .collect(Collectors.joining());
      case Compilation.Rejected rejected ->
          "rejected\n"
              + rejected.diagnostics().stream()
                  .map(diagnostic -> diagnostic.render(source, name))
                  .collect(Collectors.joining());
    };
  }
}
