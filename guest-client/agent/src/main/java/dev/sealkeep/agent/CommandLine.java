package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the command line asks for. */
sealed interface CommandLine {
  /** Standard output in place of a file. */
  String STANDARD_OUTPUT = "-";

  /** Every command. */
  List<String> COMMANDS = List.of("get");

  /** Every option of {@code get}. */
  List<String> OPTIONS = List.of("--config", "--output", "--evidence");

  /** How to call the program. */
  String USAGE =
      """
      usage: sealkeep-guest get --config FILE [--output FILE|-] [--evidence PATH]

        --config FILE    the guest's configuration (docs/reference/guest.md)
        --output FILE    write the raw key to this file, mode 0600; `-`, the default,
                         is standard output
        --evidence PATH  send stored evidence in place of the device's: a file, or a
                         directory with report.bin and perhaps auxiliary.bin; a server
                         denies it, for it is not fresh

      exit status: 0 released, 1 denied, 2 usage or configuration, 3 unavailable,
      4 untrusted answer, 5 no evidence
      """;

  /** Fetch a key. */
  record Get(String config, String output, Optional<String> evidence) implements CommandLine {}

  /** Explain the program. */
  record Help() implements CommandLine {}

  /** Nothing that can be done; says why. */
  record Unusable(String problem) implements CommandLine {}

  /** Reads the arguments; an option's value follows it or stands behind {@code =}. */
  static CommandLine parse(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      return new Help();
    }
    if (arguments.isEmpty()) {
      return new Unusable("no command");
    }
    if (!COMMANDS.contains(arguments.getFirst())) {
      return unknown("command", arguments.getFirst(), COMMANDS);
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String option = equals < 0 ? argument : argument.substring(0, equals);
      if (!OPTIONS.contains(option)) {
        return unknown("option", option, OPTIONS);
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        return new Unusable("`%s` wants a value".formatted(option));
      }
      String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
      if (values.put(option, value) != null) {
        return new Unusable("`%s` stands twice".formatted(option));
      }
    }
    String config = values.get("--config");
    return config == null
        ? new Unusable("`--config FILE` is missing")
        : new Get(
            config,
            values.getOrDefault("--output", STANDARD_OUTPUT),
            Optional.ofNullable(values.get("--evidence")));
  }

  private static Unusable unknown(String what, String word, List<String> known) {
    return new Unusable(
        Spelling.nearest(word, known)
            .map(near -> "unknown %s `%s`: did you mean `%s`?".formatted(what, word, near))
            .orElse("unknown %s `%s`".formatted(what, word)));
  }
}
