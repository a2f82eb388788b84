package dev.sealkeep.cli;

import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** {@code sealkeep} itself, and the commands that are too small for a package. */
@Command(
    name = "sealkeep",
    description = "Keep sealing keys and release them to guests that prove what they run.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true)
final class RootCommand {
  private final Console console;

  RootCommand(Console console) {
    this.console = console;
  }

  /** Shows the version. */
  @Command(name = "version", description = "Show the version.")
  void version(@Mixin OutputOption output) {
    String version = Version.number();
    String java = Runtime.version().toString();
    output.print(
        console,
        Map.of("version", version, "java", java),
        _ -> "sealkeep " + version + " (Java " + java + ")");
  }

  /** Answers {@code --version}. */
  static final class Version implements IVersionProvider {
    static String number() {
      return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
          .orElse("development");
    }

    @Override
    public String[] getVersion() {
      return new String[] {"sealkeep " + number()};
    }
  }
}
