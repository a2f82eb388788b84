package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {
  private static CommandLine parse(String arguments) {
    return CommandLine.parse(
        Arrays.stream(arguments.split(" ", -1)).filter(a -> !a.isEmpty()).toList());
  }

  @Test
  void getReadsItsOptionsInBothForms() {
    assertThat(parse("get --config a --output b --evidence c"))
        .isEqualTo(new CommandLine.Get("a", "b", Optional.of("c")));
    assertThat(parse("get --config=a=b --output=-"))
        .isEqualTo(new CommandLine.Get("a=b", "-", Optional.empty()));
    assertThat(parse("get --config a")).isEqualTo(new CommandLine.Get("a", "-", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no command",
        "gte --config a|unknown command `gte`: did you mean `get`?",
        "unlock-everything|unknown command `unlock-everything`",
        "get|`--config FILE` is missing",
        "get --config|`--config` wants a value",
        "get --confg a|unknown option `--confg`: did you mean `--config`?",
        "get --config a --config b|`--config` stands twice",
        "get --config a b|unknown option `b`",
      })
  void saysWhatIsWrong(String arguments, String problem) {
    assertThat(parse(arguments)).isEqualTo(new CommandLine.Unusable(problem));
  }

  @Test
  void helpWinsOverEverything() {
    assertThat(parse("get --confg --help")).isEqualTo(new CommandLine.Help());
    assertThat(CommandLine.USAGE).contains(CommandLine.OPTIONS.toArray(String[]::new));
  }

  @Test
  void exitStatusesAreDistinct() {
    assertThat(List.of(ExitStatus.values()))
        .extracting(ExitStatus::code)
        .containsExactly(0, 1, 2, 3, 4, 5);
  }
}
