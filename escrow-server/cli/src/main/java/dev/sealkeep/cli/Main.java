package dev.sealkeep.cli;

import dev.sealkeep.cli.audit.AuditCommand;
import dev.sealkeep.cli.cluster.ClusterCommand;
import dev.sealkeep.cli.collateral.CollateralCommand;
import dev.sealkeep.cli.demo.DemoCommand;
import dev.sealkeep.cli.evidence.EvidenceCommand;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.key.KeyCommand;
import dev.sealkeep.cli.log.LogCommand;
import dev.sealkeep.cli.log.SucceedCommand;
import dev.sealkeep.cli.policy.DiffCommand;
import dev.sealkeep.cli.policy.ExplainCommand;
import dev.sealkeep.cli.policy.FormatCommand;
import dev.sealkeep.cli.policy.HolesCommand;
import dev.sealkeep.cli.policy.PolicyCommand;
import dev.sealkeep.cli.policy.PolicyTestCommand;
import dev.sealkeep.cli.policy.ReplayCommand;
import dev.sealkeep.cli.policy.lsp.LanguageServerCommand;
import dev.sealkeep.cli.reference.ReferenceCommand;
import dev.sealkeep.cli.server.InstallSecretsCommand;
import dev.sealkeep.cli.server.ServerCommand;
import dev.sealkeep.cli.store.StoreCommand;
import dev.sealkeep.cli.tenant.TenantCommand;
import dev.sealkeep.cli.terminal.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of {@code sealkeep}. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), arguments));
  }

  /** Runs a command in the given surroundings and returns its exit code. */
  public static int run(Console console, String... arguments) {
    int code = commandLine(console).execute(arguments);
    console.out().flush();
    console.err().flush();
    // A result that could not be written, to a full disk or a closed pipe, was not delivered.
    return code == ExitCode.OK.number() && console.out().checkError()
        ? ExitCode.UNUSABLE.number()
        : code;
  }

  static CommandLine commandLine(Console console) {
    CommandLine commandLine =
        new CommandLine(new RootCommand(console))
            .addSubcommand(new TenantCommand(console))
            .addSubcommand(policy(console))
            .addSubcommand(new ReferenceCommand(console))
            .addSubcommand(new KeyCommand(console))
            .addSubcommand(new AuditCommand(console))
            .addSubcommand(evidence())
            .addSubcommand(new CollateralCommand(console))
            .addSubcommand(new ServerCommand(console))
            .addSubcommand(new StoreCommand(console))
            .addSubcommand(new ClusterCommand(console))
            .addSubcommand(
                new CommandLine(new LogCommand(console)).addSubcommand(new SucceedCommand(console)))
            .addSubcommand(new InstallSecretsCommand(console))
            .addSubcommand(new DemoCommand(console, Main::run));
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                switch (console.style()) {
                  case COLOURED -> CommandLine.Help.Ansi.ON;
                  case PLAIN -> CommandLine.Help.Ansi.OFF;
                }))
        .setParameterExceptionHandler((failure, _) -> usage(console, failure))
        .setExecutionExceptionHandler((failure, _, _) -> failed(console, failure));
    return commandLine;
  }

  private static CommandLine policy(Console console) {
    return new CommandLine(new PolicyCommand(console))
        .addSubcommand(new DiffCommand(console))
        .addSubcommand(new ExplainCommand(console))
        .addSubcommand(new FormatCommand(console))
        .addSubcommand(new HolesCommand(console))
        .addSubcommand(alwaysJson(new CommandLine(new LanguageServerCommand(console))))
        .addSubcommand(new PolicyTestCommand(console))
        .addSubcommand(new ReplayCommand(console));
  }

  private static CommandLine evidence() {
    CommandLine evidence = new CommandLine(new EvidenceCommand());
    evidence.getSubcommands().values().forEach(Main::alwaysJson);
    return evidence;
  }

  /** The answers of this command are JSON in any case; the option says so to who asks for it. */
  private static CommandLine alwaysJson(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--output")
                .paramLabel("json")
                .type(AlwaysJson.class)
                .description("how results are written; always JSON")
                .build());
    return command;
  }

  private enum AlwaysJson {
    JSON
  }

  private static int usage(Console console, ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    if (failure.getClass() == ParameterException.class && !command.getSubcommands().isEmpty()) {
      // A group was named and none of its commands: its usage says more than a complaint.
      command.usage(command.getErr());
      return ExitCode.UNUSABLE.number();
    }
    console.note("sealkeep: " + failure.getMessage());
    StringBuilder suggestions = new StringBuilder();
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      suggestions.append("Did you mean ");
      suggestions.append(String.join(" or ", unmatched.getSuggestions())).append("? ");
    }
    console.note(suggestions + "See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.UNUSABLE.number();
  }

  private static int failed(Console console, Exception failure) {
    if (failure instanceof CommandFailure known) {
      known.details().forEach(console::note);
      String what = console.style().bad("sealkeep:") + " " + known.what();
      console.note(known.cure().isEmpty() ? what : what + ".\n" + known.cure());
      return known.exitCode().number();
    }
    console.note("sealkeep: a defect in sealkeep: " + place(failure) + ".");
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      console.note("  caused by " + place(cause));
    }
    console.note("Report it with the command that you ran.");
    return ExitCode.DEFECT.number();
  }

  /** Type and place, which are enough to find a defect; a message may quote what it was given. */
  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
