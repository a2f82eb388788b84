package dev.sealkeep.bench.run;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how far a benchmark is, and writes its figures. */
public final class Report {
  private Report() {}

  /** Writes a step to standard error, after the seconds since the start. */
  public static void note(String step) {
    System.err.printf(
        Locale.ROOT,
        "%6.1f s  %s%n",
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
        step);
  }

  /** A figure with two decimals. */
  public static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", value));
  }

  /** The middle one of {@code values}, the lower of two; there has to be one. */
  public static double median(List<Double> values) {
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }

  /** What is wrong with an option's value, if it is not from {@code least} to {@code most}. */
  public static Optional<String> outOfRange(String option, int value, int least, int most) {
    return value >= least && value <= most
        ? Optional.empty()
        : Optional.of("%s is from %d to %d, not %d".formatted(option, least, most, value));
  }
}
