package dev.sealkeep.bench.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReleasesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new Releases())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void helpSaysWhatIsMeasured() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("--releases=N", "--profile", "kept or fresh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--clients=201", "--releases=0", "--heap=-1", "--only=sometimes", "--relases=5"})
  void whatCannotBeUsedIsNamedBeforeAnythingStarts(String argument) {
    assertThat(run(argument)).isEqualTo(2);
    assertThat(err.toString()).contains(argument.substring(0, argument.indexOf('=')));
    assertThat(out.toString()).isEmpty();
  }
}
