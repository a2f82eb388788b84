package dev.sealkeep.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The person at the keyboard: runs the commands a user would type, and reads their answers. */
final class Operator {
  private final Commands commands;
  private final Map<String, String> environment;
  private final Console shown;

  /**
   * Makes an operator.
   *
   * @param environment the connection's settings
   * @param shown whose style text answers are written in
   */
  Operator(Commands commands, Map<String, String> environment, Console shown) {
    this.commands = commands;
    this.environment = environment;
    this.shown = shown;
  }

  /** Runs a command that must succeed and returns its JSON. */
  JsonNode json(String... arguments) {
    return json(new byte[0], arguments);
  }

  /** Runs a command with those bytes on its standard input. */
  JsonNode json(byte[] input, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--output");
    all.add("json");
    Answer answer = run(input, false, all.toArray(String[]::new));
    return Json.read(answer.out().getBytes(StandardCharsets.UTF_8), JsonNode.class)
        .filter(_ -> answer.exitCode() == 0)
        .orElseThrow(() -> failed(arguments, answer));
  }

  /** Runs a command that must succeed and returns its text, coloured as the demo's output is. */
  String text(String... arguments) {
    Answer answer = run(new byte[0], shown.interactive(), arguments);
    if (answer.exitCode() != 0) {
      throw failed(arguments, answer);
    }
    return answer.out();
  }

  /** Runs a command and returns its exit code alone. */
  int exitCode(String... arguments) {
    return run(new byte[0], false, arguments).exitCode();
  }

  private Answer run(byte[] input, boolean interactive, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            interactive);
    int exitCode = commands.run(console, arguments);
    return new Answer(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static DemoFailure failed(String[] arguments, Answer answer) {
    return new DemoFailure(
        "'sealkeep %s' ended with %d: %s"
            .formatted(String.join(" ", arguments), answer.exitCode(), answer.err().strip()));
  }

  private record Answer(int exitCode, String out, String err) {}
}
