package dev.sealkeep.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's own policies are laid out as `sealkeep policy fmt` does it. */
class CanonicalExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("sealkeep.root"));
  private static final Pattern BLOCK =
      Pattern.compile("```\\w*\n(sealkeep 1\n.*?)```", Pattern.DOTALL);

  static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/examples/policies"))) {
      return files.filter(file -> file.toString().endsWith(".policy")).sorted().toList();
    }
  }

  @Test
  void examplesExist() throws IOException {
    assertThat(policies()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void examplePolicyIsCanonical(Path file) throws IOException {
    String source = Files.readString(file);

    assertThat(PolicyFormatter.format(source)).isEqualTo(new Formatting.Formatted(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/reference/policy-language.md"})
  void policiesOfAPageAreCanonical(String page) throws IOException {
    List<String> policies =
        BLOCK
            .matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(policies).isNotEmpty();
    for (String policy : policies) {
      assertThat(PolicyFormatter.format(policy)).isEqualTo(new Formatting.Formatted(policy));
    }
  }
}
