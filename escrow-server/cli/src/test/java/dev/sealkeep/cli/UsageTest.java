package dev.sealkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

final class UsageTest {
  @Test
  void everyCommandHasAnOutputOptionAndADescription() {
    List<CommandLine> commands = new ArrayList<>();
    collect(Main.commandLine(dev.sealkeep.cli.terminal.Console.ofProcess()), commands);

    assertThat(commands).hasSizeGreaterThan(10);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
      assertThat(command.getCommandSpec().optionsMap()).as(name).containsKey("--output");
    }
  }

  private static void collect(CommandLine command, List<CommandLine> leaves) {
    if (command.getCommand() instanceof HelpCommand) {
      return;
    }
    if (command.getSubcommands().isEmpty()) {
      leaves.add(command);
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, leaves));
  }

  @Test
  void aMisspeltCommandIsAnsweredWithSuggestions() {
    Outcome outcome = new CommandRun().run("tennant", "list");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Did you mean", "tenant");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aMissingSettingSaysHowToGiveIt() {
    Outcome outcome = new CommandRun().run("tenant", "list");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            "sealkeep: --server URL is not given.\nAdd --server URL or set SEALKEEP_SERVER.\n");
  }

  @Test
  void aGroupWithoutCommandShowsItsUsage() {
    Outcome outcome = new CommandRun().run("key");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("rotate", "import");
  }

  @Test
  void helpSucceeds() {
    Outcome outcome = new CommandRun().run("key", "import", "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("--file", "--tenant", "SEALKEEP_SERVER");
  }

  @Test
  void versionIsTextOrJson() {
    assertThat(new CommandRun().run("version").out()).startsWith("sealkeep ");
    assertThat(new CommandRun().run("version", "--output", "json").out()).contains("\"version\" :");
    assertThat(new CommandRun().run("--version").exitCode()).isZero();
  }
}
