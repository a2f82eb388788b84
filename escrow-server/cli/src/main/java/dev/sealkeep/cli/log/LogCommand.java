package dev.sealkeep.cli.log;

import dev.sealkeep.cli.connection.ConnectionOptions;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealkeep log}. */
@Command(name = "log", description = "Go on after an older database was restored.")
public final class LogCommand {
  private final Console console;

  /** Makes the group for those surroundings. */
  public LogCommand(Console console) {
    this.console = console;
  }

  /** Ends the hold on releases. */
  @Command(
      name = "resume",
      description = {
        "Let releases go on in a log that took the place of another.",
        "Make every revocation that was lost with the old log's end again first."
      })
  void resume(
      @Parameters(paramLabel = "ORIGIN", description = "the new log, as 'log succeed' named it")
          String origin,
      @Mixin ConnectionOptions connection,
      @Mixin OutputOption output) {
    Resumed resumed;
    try (EscrowClient client = connection.connect(console)) {
      resumed = client.post("/v1/log/resume", new Resume(origin), Resumed.class);
    }
    output.print(
        console,
        resumed,
        style ->
            new Fields()
                .add("log", resumed.origin())
                .add("releases", style.good("go on"))
                .add("log index", resumed.logIndex())
                .render(style));
  }

  record Resume(String origin) {}

  record Resumed(String origin, long logIndex) {}
}
