package dev.sealkeep.agent;

import dev.sealkeep.agent.CommandLine.Derive;
import dev.sealkeep.agent.CommandLine.Enroll;
import dev.sealkeep.agent.CommandLine.Evidence;
import dev.sealkeep.agent.CommandLine.Explain;
import dev.sealkeep.agent.CommandLine.Format;
import dev.sealkeep.agent.CommandLine.Get;
import dev.sealkeep.agent.CommandLine.Help;
import dev.sealkeep.agent.CommandLine.Listen;
import dev.sealkeep.agent.CommandLine.Renew;
import dev.sealkeep.agent.CommandLine.RequestKey;
import dev.sealkeep.agent.CommandLine.Rotate;
import dev.sealkeep.agent.CommandLine.Status;
import dev.sealkeep.agent.CommandLine.Unlock;
import dev.sealkeep.agent.CommandLine.Unusable;
import dev.sealkeep.agent.configuration.Spelling;
import dev.sealkeep.agent.derive.DeriveKey;
import dev.sealkeep.agent.output.KeyOutput;
import dev.sealkeep.protocol.name.Name;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads the arguments of a command line. What cannot be done with them is {@link Unusable}. */
final class ArgumentReader {
  /** What is said where a summary has another format. */
  private static final String OUTPUT_FORMATS = "`--output` is `text` or `json`";

  private ArgumentReader() {}

  /** Reads the arguments; an option's value follows it or stands behind {@code =}. */
  static CommandLine read(List<String> arguments) {
    Optional<Verb> verb = arguments.stream().findFirst().flatMap(Verb::parse);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      return new Help(verb);
    }
    if (arguments.isEmpty()) {
      return new Unusable("no command", verb);
    }
    return verb.map(known -> read(known, arguments.subList(1, arguments.size())))
        .orElseGet(() -> unknown("command", arguments.getFirst(), Verb.spellings(), verb));
  }

  private static CommandLine read(Verb verb, List<String> arguments) {
    Map<String, Option> options = new HashMap<>();
    verb.options().forEach(option -> options.put(option.name(), option));
    Map<String, String> values = new HashMap<>();
    Iterator<String> operands = verb.operands().iterator();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Option option = options.get(name);
      if (option == null && !argument.startsWith("-") && operands.hasNext()) {
        values.put(operands.next(), argument);
        continue;
      }
      if (option == null) {
        return unknown(
            "option", name, verb.options().stream().map(Option::name).toList(), Optional.of(verb));
      }
      boolean flag = option.argument().isEmpty();
      if (flag && equals >= 0) {
        return unusable(verb, "`%s` takes no value".formatted(name));
      }
      if (!flag && equals < 0 && i + 1 == arguments.size()) {
        return unusable(verb, "`%s` wants a value".formatted(name));
      }
      String value = flag ? "" : equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
      if (values.put(name, value) != null) {
        return unusable(verb, "`%s` stands twice".formatted(name));
      }
    }
    if (operands.hasNext()) {
      return unusable(verb, "`%s` is missing".formatted(operands.next()));
    }
    return switch (verb) {
      case GET -> get(values);
      case LISTEN -> listen(values);
      case REQUEST_KEY -> requestKey(values);
      case DERIVE -> derive(values);
      case EVIDENCE -> evidence(values);
      case UNLOCK ->
          volume(
              verb,
              values,
              (config, format) ->
                  new Unlock(
                      operand(values, Verb.DEVICE),
                      operand(values, Verb.NAME),
                      config,
                      format,
                      DeviceOptions.of(values)));
      case ENROLL -> volume(verb, values, (config, format) -> enroll(config, format, values));
      case ROTATE -> volume(verb, values, (config, format) -> rotate(config, format, values));
      case RENEW ->
          volume(
              verb,
              values,
              (config, format) ->
                  new Renew(
                      operand(values, Verb.DEVICE),
                      config,
                      Optional.ofNullable(values.get("--passphrase")),
                      Optional.ofNullable(values.get("--backup")),
                      format,
                      DeviceOptions.of(values)));
      case PREFLIGHT ->
          volume(verb, values, (config, format) -> PreflightArguments.read(config, format, values));
      case STATUS ->
          format(values, "--output")
              .<CommandLine>map(format -> new Status(operand(values, Verb.DEVICE), format))
              .orElseGet(() -> unusable(verb, OUTPUT_FORMATS));
    };
  }

  /** What stands without a name, of which none is missing. */
  private static String operand(Map<String, String> values, String name) {
    return values.getOrDefault(name, "");
  }

  private static CommandLine volume(
      Verb verb, Map<String, String> values, BiFunction<String, Format, CommandLine> rest) {
    String config = values.get("--config");
    if (config == null) {
      return unusable(verb, "`--config FILE` is missing");
    }
    return format(values, "--output")
        .map(format -> rest.apply(config, format))
        .orElseGet(() -> unusable(verb, OUTPUT_FORMATS));
  }

  private static CommandLine enroll(String config, Format output, Map<String, String> values) {
    String backup = values.get("--backup");
    boolean format = values.containsKey("--format");
    Optional<String> passphrase = Optional.ofNullable(values.get("--passphrase"));
    if (backup == null) {
      return unusable(Verb.ENROLL, "`--backup FILE` is missing: a lost header is a lost disk");
    }
    if (!format && passphrase.isEmpty()) {
      return unusable(
          Verb.ENROLL,
          "either `--passphrase FILE` of the volume that is there, or `--format` for a new one");
    }
    if (!format && values.containsKey("--erase")) {
      return unusable(Verb.ENROLL, "`--erase` goes with `--format` alone");
    }
    return new Enroll(
        operand(values, Verb.DEVICE),
        config,
        backup,
        format,
        values.containsKey("--erase"),
        passphrase,
        output,
        DeviceOptions.of(values));
  }

  private static CommandLine rotate(String config, Format output, Map<String, String> values) {
    boolean reencrypt = values.containsKey("--reencrypt");
    if (!reencrypt && values.containsKey("--keep")) {
      return unusable(Verb.ROTATE, "`--keep` goes with `--reencrypt` alone");
    }
    return new Rotate(
        operand(values, Verb.DEVICE),
        config,
        Optional.ofNullable(values.get("--passphrase")),
        Optional.ofNullable(values.get("--backup")),
        reencrypt,
        Optional.ofNullable(values.get("--keep"))
            .map(files -> List.of(files.split(",", -1)))
            .orElse(List.of()),
        output,
        DeviceOptions.of(values));
  }

  private static CommandLine get(Map<String, String> values) {
    Optional<String> label = Optional.ofNullable(values.get(Verb.JWK));
    Optional<Name> jwk = label.flatMap(Name::parse);
    if (label.isPresent() && jwk.isEmpty()) {
      return unusable(Verb.GET, "`%s` wants a label: %s".formatted(Verb.JWK, Name.SYNTAX));
    }
    return versioned(
        Verb.GET,
        values,
        (config, version) ->
            new Get(
                config,
                values.getOrDefault("--output", KeyOutput.STANDARD_OUTPUT),
                version,
                jwk,
                Optional.ofNullable(values.get("--evidence")),
                DeviceOptions.of(values)));
  }

  private static CommandLine requestKey(Map<String, String> values) {
    String key = operand(values, Verb.KEY);
    if (!key.matches("[1-9][0-9]{0,9}") || Long.parseLong(key) > Integer.MAX_VALUE) {
      return unusable(Verb.REQUEST_KEY, "`KEY` is the number of a key under construction");
    }
    List<String> users = List.of(values.getOrDefault("--allow", "0").split(",", -1));
    if (!users.stream().allMatch(user -> user.matches("[0-9]{1,10}"))) {
      return unusable(Verb.REQUEST_KEY, "`--allow` is a list of uids, comma-separated");
    }
    return new RequestKey(
        Integer.parseInt(key),
        values.getOrDefault("--directory", Verb.CONFIGURATIONS),
        users.stream().map(Long::valueOf).collect(Collectors.toUnmodifiableSet()),
        DeviceOptions.of(values));
  }

  private static CommandLine listen(Map<String, String> values) {
    return versioned(
        Verb.LISTEN,
        values,
        (config, version) ->
            new Listen(
                config,
                Optional.ofNullable(values.get("--socket")),
                version,
                DeviceOptions.of(values)));
  }

  /** What has a configuration and perhaps asks for a version of the key. */
  private static CommandLine versioned(
      Verb verb, Map<String, String> values, BiFunction<String, OptionalInt, CommandLine> rest) {
    String config = values.get("--config");
    if (config == null) {
      return unusable(verb, "`--config FILE` is missing");
    }
    String version = values.get(Verb.KEY_VERSION);
    if (version == null) {
      return rest.apply(config, OptionalInt.empty());
    }
    return version.matches("[1-9][0-9]{0,8}")
        ? rest.apply(config, OptionalInt.of(Integer.parseInt(version)))
        : unusable(verb, "`--key-version` is a number from 1");
  }

  private static CommandLine derive(Map<String, String> values) {
    Map<String, String> request = new HashMap<>();
    for (DeriveKey key : DeriveKey.values()) {
      Optional.ofNullable(values.get(key.option()))
          .ifPresent(value -> request.put(key.spelling(), value));
    }
    Optional<String> input = Optional.ofNullable(values.get("--input"));
    if (!values.containsKey("--explain")) {
      return values.containsKey("--output-format")
          ? unusable(Verb.DERIVE, "`--output-format` goes with `--explain` alone")
          : new Derive(
              input,
              Map.copyOf(request),
              values.getOrDefault("--output", KeyOutput.STANDARD_OUTPUT),
              DeviceOptions.of(values));
    }
    if (values.containsKey("--output")) {
      return unusable(Verb.DERIVE, "`--explain` writes no key: leave `--output` out");
    }
    return format(values, "--output-format")
        .<CommandLine>map(format -> new Explain(input, Map.copyOf(request), format))
        .orElseGet(() -> unusable(Verb.DERIVE, "`--output-format` is `text` or `json`"));
  }

  private static CommandLine evidence(Map<String, String> values) {
    String directory = values.get("--directory");
    if (directory == null) {
      return unusable(Verb.EVIDENCE, "`--directory DIR` is missing");
    }
    return format(values, "--output")
        .<CommandLine>map(
            format ->
                new Evidence(
                    directory,
                    Optional.ofNullable(values.get("--report-data")),
                    Optional.ofNullable(values.get("--technology")),
                    format,
                    DeviceOptions.of(values)))
        .orElseGet(() -> unusable(Verb.EVIDENCE, OUTPUT_FORMATS));
  }

  private static Optional<Format> format(Map<String, String> values, String option) {
    return switch (values.getOrDefault(option, "text")) {
      case "text" -> Optional.of(Format.TEXT);
      case "json" -> Optional.of(Format.JSON);
      default -> Optional.empty();
    };
  }

  private static Unusable unusable(Verb verb, String problem) {
    return new Unusable(problem, Optional.of(verb));
  }

  private static Unusable unknown(
      String what, String word, List<String> known, Optional<Verb> verb) {
    return new Unusable(
        Spelling.nearest(word, known)
            .map(near -> "unknown %s `%s`: did you mean `%s`?".formatted(what, word, near))
            .orElse("unknown %s `%s`".formatted(what, word)),
        verb);
  }
}
