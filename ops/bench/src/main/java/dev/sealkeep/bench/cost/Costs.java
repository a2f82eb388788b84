package dev.sealkeep.bench.cost;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A costs file: a properties file with each {@link Cost}, and, where it comes from a boot storm,
 * what that storm came to, under names that begin with {@code storm.}.
 */
public final class Costs {
  private final Map<Cost, Double> values;
  private final Map<String, Double> storm;

  private Costs(Map<Cost, Double> values, Map<String, Double> storm) {
    this.values = new EnumMap<>(values);
    this.storm = new TreeMap<>(storm);
  }

  /** Costs that are all known. */
  public static Costs of(Map<Cost, Double> values) {
    return new Costs(values, Map.of());
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if a cost is missing, unknown, or no number from 0 on; the
   *     message says which
   */
  public static Costs read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file's text; see {@link #read}. */
  public static Costs parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Cost, Double> values = new EnumMap<>(Cost.class);
    Map<String, Double> storm = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      double value = number(key, properties.getProperty(key));
      Optional<Cost> cost = Cost.of(key);
      if (cost.isPresent()) {
        values.put(cost.get(), value);
      } else if (key.startsWith("storm.")) {
        storm.put(key.substring("storm.".length()), value);
      } else {
        throw new IllegalArgumentException("no cost is called " + key);
      }
    }
    List<String> missing =
        Arrays.stream(Cost.values())
            .filter(cost -> !values.containsKey(cost))
            .map(Cost::key)
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("these costs are missing: " + String.join(", ", missing));
    }
    return new Costs(values, storm);
  }

  /**
   * A figure from 0 on.
   *
   * @throws IllegalArgumentException if it is none
   */
  private static double number(String key, String text) {
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("%s is a number from 0 on, not %s".formatted(key, text));
  }

  /** A cost, in the unit that its name ends with. */
  public double get(Cost cost) {
    Double value = values.get(cost);
    if (value == null) {
      throw new IllegalStateException("no " + cost.key());
    }
    return value;
  }

  /** A cost in microseconds, in seconds. */
  public double seconds(Cost cost) {
    return get(cost) / 1e6;
  }

  /** The same costs, but for one. */
  public Costs with(Cost cost, double value) {
    Costs changed = new Costs(values, storm);
    changed.values.put(cost, number(cost.key(), Double.toString(value)));
    return changed;
  }

  /**
   * Halfway between these and others that were measured later; but of the times in which nothing
   * works for a transaction the shorter ones, which the rest of a shared machine can only lengthen.
   */
  public Costs mean(Costs other) {
    Map<Cost, Double> means = new EnumMap<>(Cost.class);
    values.forEach(
        (cost, value) ->
            means.put(
                cost,
                cost.isIdle() ? Math.min(value, other.get(cost)) : (value + other.get(cost)) / 2));
    return of(means);
  }

  /** The same costs, with what a boot storm came to. */
  public Costs withStorm(Map<String, Double> figures) {
    return new Costs(values, figures);
  }

  /** A figure of the storm that these costs were measured beside, if there was one. */
  public Optional<Double> storm(String figure) {
    return Optional.ofNullable(storm.get(figure));
  }

  /** The file's text; reads back as the same costs. */
  public String text(String command) {
    List<String> lines = new ArrayList<>();
    lines.add("# Measured by: " + command);
    for (Cost cost : Cost.values()) {
      lines.add("# " + cost.measuredBy());
      lines.add(line(cost.key(), get(cost)));
    }
    lines.add("# What the storm in the same run came to.");
    storm.forEach((figure, value) -> lines.add(line("storm." + figure, value)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(String key, double value) {
    return String.format(Locale.ROOT, "%s=%.3f", key, value);
  }
}
