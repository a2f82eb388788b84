package dev.sealkeep.agent.configuration;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns named texts into values and notes, one line each, all that is wrong with them. */
public final class PropertyReader {
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();

  private PropertyReader() {}

  /**
   * A reader of a file's text.
   *
   * @param options what the command line says instead, by the keys' spellings
   * @param known every key that may stand in either
   */
  public static PropertyReader of(
      String text, Map<String, String> options, List<? extends PropertyKey> known) {
    PropertyReader reader = new PropertyReader();
    reader.values.putAll(PropertiesText.read(text, reader::problem));
    reader.values.putAll(options);
    reader.refuseUnknownKeys(known.stream().map(PropertyKey::spelling).toList());
    return reader;
  }

  private void refuseUnknownKeys(List<String> known) {
    values.keySet().stream()
        .filter(key -> !known.contains(key))
        .sorted()
        .forEach(
            key ->
                problem(
                    Spelling.nearest(key, known)
                        .map(near -> "unknown key `%s`: did you mean `%s`?".formatted(key, near))
                        .orElse("unknown key `%s`: remove it".formatted(key))));
  }

  /** The value of a key, or empty after noting what is wrong with it. */
  public <T> Optional<T> value(PropertyKey key, Function<String, Optional<T>> parser) {
    Optional<String> text = text(key).or(key::fallback);
    if (text.isEmpty()) {
      problem("`%s` is missing: %s".formatted(key.spelling(), key.meaning()));
      return Optional.empty();
    }
    int before = problems.size();
    Optional<T> value = parser.apply(text.get());
    if (value.isEmpty() && problems.size() == before) {
      problem("`%s` is not valid: %s".formatted(key.spelling(), key.meaning()));
    }
    return value;
  }

  /** What was given for a key, or empty if it is absent. */
  public Optional<String> text(PropertyKey key) {
    return Optional.ofNullable(values.get(key.spelling()));
  }

  /** Notes something wrong, with what to do. */
  public void problem(String problem) {
    problems.add(problem);
  }

  /** All that is wrong; empty if every value that was read is good. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
