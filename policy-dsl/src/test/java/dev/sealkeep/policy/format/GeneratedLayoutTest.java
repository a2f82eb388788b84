package dev.sealkeep.policy.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.policy.generated.LooseLayout;
import dev.sealkeep.policy.generated.PolicyGenerator;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Generated policies in odd layouts: what formatting keeps. */
class GeneratedLayoutTest {
  private static final int POLICIES = 400;

  @Test
  void formattingKeepsMeaningAndCommentsAndIsIdempotent() {
    for (int seed = 0; seed < POLICIES; seed++) {
      Random random = new Random(seed);
      String source = LooseLayout.of(PolicyGenerator.policy(random), random);

      String formatted = formatted(source);

      assertThat(Shape.of(formatted)).as("seed %d:%n%s", seed, source).isEqualTo(Shape.of(source));
      assertThat(Shape.comments(formatted))
          .as("seed %d:%n%s", seed, source)
          .isEqualTo(Shape.comments(source));
      assertThat(formatted(formatted)).as("seed %d:%n%s", seed, source).isEqualTo(formatted);
    }
  }

  @Test
  void noLineEndsInBlanksAndNoTwoLinesAreEmpty() {
    for (int seed = 0; seed < POLICIES; seed++) {
      Random random = new Random(seed);

      String formatted = formatted(LooseLayout.of(PolicyGenerator.policy(random), random));

      assertThat(formatted)
          .as("seed %d", seed)
          .doesNotContain("\n\n\n", " \n", "\t\n", "{\n\n", "\n\n}", "\r")
          .doesNotStartWith("\n")
          .endsWith("\n");
    }
  }

  @Test
  void looseLayoutsAreLoose() {
    Random random = new Random(5);
    String source = PolicyGenerator.policy(random);

    String loose = LooseLayout.of(source, random);

    assertThat(Shape.of(loose)).isEqualTo(Shape.of(source));
    assertThat(Shape.comments(loose)).hasSizeGreaterThan(5);
  }

  private static String formatted(String source) {
    assertThat(PolicyFormatter.format(source)).as(source).isInstanceOf(Formatting.Formatted.class);
    return ((Formatting.Formatted) PolicyFormatter.format(source)).text();
  }
}
