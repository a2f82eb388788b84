package dev.sealkeep.cli;

import dev.sealkeep.cli.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs the command in this process and keeps what it wrote. */
public final class CommandRun {
  private final Map<String, String> environment = new HashMap<>();
  private byte[] standardInput = new byte[0];
  private boolean interactive;

  /** How a run ended. */
  public record Outcome(int exitCode, String out, String err) {}

  public CommandRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public CommandRun input(byte[] bytes) {
    standardInput = bytes.clone();
    return this;
  }

  public CommandRun onTerminal() {
    interactive = true;
    return with("TERM", "xterm-256color");
  }

  public Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(standardInput),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            interactive);
    int code = Main.run(console, arguments);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
