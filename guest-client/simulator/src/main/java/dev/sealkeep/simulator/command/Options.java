package dev.sealkeep.simulator.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options as {@code --name VALUE} or, for a flag, {@code --name}. */
final class Options {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Options() {}

  /** Throws {@link UsageException} for an option that is neither in {@code valued} nor a flag. */
  static Options parse(List<String> arguments, Set<String> valued, Set<String> flags) {
    Options options = new Options();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (flags.contains(name)) {
        options.put(name, "");
      } else if (!valued.contains(name)) {
        throw new UsageException("unknown option " + name);
      } else if (i + 1 == arguments.size()) {
        throw new UsageException(name + " needs a value");
      } else {
        i++;
        options.put(name, arguments.get(i));
      }
    }
    return options;
  }

  private void put(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  String required(String name) {
    return value(name).orElseThrow(() -> new UsageException(name + " is missing"));
  }
}
