package dev.sealkeep.bench.region;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The model's outcomes as text. */
final class RegionReport {
  private static final double[] SHARES = {0.5, 0.9, 0.99, 1};

  private RegionReport() {}

  static String of(Outcome outcome) {
    Scenario scenario = outcome.scenario();
    Tally tally = outcome.tally();
    Usage whole = outcome.whole();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d guests on %,d chips, %d nodes of %d processors, a database server of %d, seed %d",
        scenario.guests(),
        scenario.chips(),
        scenario.nodes(),
        scenario.processors(),
        scenario.databaseProcessors(),
        scenario.seed());
    for (double share : SHARES) {
      line(text, "  %3.0f%% have keys after  %s", 100 * share, time(tally.secondsUntil(share)));
    }
    if (!outcome.complete()) {
      line(
          text,
          "  stopped after %s with %,d guests that have none",
          time(scenario.limit()),
          scenario.guests() - tally.released());
    }
    double guests = scenario.guests();
    line(
        text,
        "attempts a guest %.2f: refused with 503 %.2f, closed before TLS %.2f, timed out %.2f,"
            + " put off for want of a certificate %.2f",
        tally.attempts() / guests,
        tally.refusals() / guests,
        tally.closedBeforeTls() / guests,
        tally.timeouts() / guests,
        tally.attemptsPutOff() / guests);
    line(
        text,
        "agents that gave up and were started again: %.2f a guest; challenges that grew too old %d;"
            + " releases that nobody waited for %,d",
        tally.agentsThatGaveUp() / guests,
        tally.expiredChallenges(),
        tally.unheardReleases());
    line(
        text,
        "commits %,d of %.1f releases; certificates looked up %,d times, fetched %,d, throttled"
            + " %,d",
        whole.commits(),
        (double) whole.members() / Math.max(1, whole.commits()),
        whole.lookups(),
        whole.fetched(),
        whole.throttled());
    line(text, "in use until nine of ten had keys (%s):", time(outcome.bulk().seconds()));
    outcome
        .utilisation()
        .forEach((resource, share) -> line(text, "  %-20s %5.1f%%", resource, 100 * share));
    line(text, "  %-20s %5.2f Gbit/s a node", "network", outcome.bulk().gigabits());
    line(text, "  %-20s %5.1f%% of the time", "log locked", 100 * outcome.bulk().logLocked());
    line(text, "used up first: %s", outcome.saturated());
    return text.toString();
  }

  static String of(StormCheck check, int bandPercent) {
    StringBuilder text = new StringBuilder();
    Outcome outcome = check.outcome();
    line(text, "                        storm     model");
    line(text, "all have keys       %8.1f s %8.1f s", check.measured(), check.modelled());
    line(
        text,
        "half have keys      %8.1f s %8.1f s",
        check.measuredMedian(),
        check.modelledMedian());
    line(
        text,
        "releases a second   %8.1f   %8.1f",
        outcome.scenario().guests() / check.measured(),
        outcome.scenario().guests() / check.modelled());
    line(text, "off by %.0f%%; the band is %d%%", 100 * check.error(), bandPercent);
    return text.toString();
  }

  /** A row for each time in which all are to be back. */
  static String table(List<Integer> minutes, NodeSearch search, int most) {
    StringBuilder text = new StringBuilder();
    line(text, "back within   nodes   all after   attempts  commits  look-ups  used up first");
    Map<Integer, Optional<Outcome>> outcomes = new HashMap<>();
    minutes.stream()
        .sorted(Comparator.reverseOrder())
        .forEach(target -> outcomes.put(target, search.within(60.0 * target)));
    LeastTime least = search.leastTime();
    for (int target : minutes) {
      Optional<Outcome> found = outcomes.getOrDefault(target, Optional.empty());
      if (found.isEmpty()) {
        line(
            text,
            "%7d min   not with %d nodes%s",
            target,
            most,
            least.seconds() > 60.0 * target
                ? ": the %s alone takes %s".formatted(least.resource(), time(least.seconds()))
                : "");
        continue;
      }
      Outcome outcome = found.get();
      line(
          text,
          "%7d min   %5d   %9s   %8.2f  %7d  %8d  %s",
          target,
          outcome.scenario().nodes(),
          time(outcome.tally().secondsUntil(1)),
          (double) outcome.tally().attempts() / outcome.scenario().guests(),
          outcome.whole().commits(),
          outcome.whole().lookups(),
          outcome.saturated());
    }
    return text.toString();
  }

  private static String time(double seconds) {
    return Double.isInfinite(seconds)
        ? "-"
        : seconds < 60
            ? String.format(Locale.ROOT, "%.1f s", seconds)
            : String.format(Locale.ROOT, "%d min %02d s", (int) seconds / 60, (int) seconds % 60);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of this module
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
