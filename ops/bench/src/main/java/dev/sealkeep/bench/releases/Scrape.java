package dev.sealkeep.bench.releases;

import java.util.Map;
import java.util.stream.Collectors;

/** One reading of {@code GET /metrics}. Prometheus text format, without timestamps. */
public record Scrape(Map<String, Double> samples) {
  static Scrape of(String text) {
    return new Scrape(
        text.lines()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.lastIndexOf(' ')),
                    line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))));
  }

  /** The sum over all label sets of a metric that start with {@code prefix}. */
  public double sum(String prefix) {
    return samples.entrySet().stream()
        .filter(
            sample -> sample.getKey().equals(prefix) || sample.getKey().startsWith(prefix + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** One sample, or 0. */
  public double value(String name) {
    return samples.getOrDefault(name, 0.0);
  }
}
