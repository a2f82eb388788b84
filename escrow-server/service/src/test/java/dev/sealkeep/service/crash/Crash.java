package dev.sealkeep.service.crash;

import dev.sealkeep.service.harness.NodeMain;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code ops/fault-test/crash}. */
public final class Crash {
  private static final String USAGE =
      """
      Usage: ops/fault-test/crash [--rounds N] [--seed N]

      Kills a server under load with SIGKILL, restarts it, and checks what it had promised:
        every acknowledged key and policy is there, and each key is released as it was;
        every key that a guest received has its log entry where its receipt says;
        every checkpoint it answered, and its high-water mark, is a prefix of its log;
        the mark covers every answered checkpoint, and the tenant's entries open their leaves;
        and it starts again each time, even when it is killed while it starts.
      Stops after the first round that breaks one of these.

        --rounds N   rounds, some seconds each (default: 50)
        --seed N     decides the moments of the kills and what the clients do, as far as
                     threads allow (default: random, and printed)

      Exit codes:
        0   every promise was kept
        1   a promise was broken; the server's data and log are left for inspection
        2   the command line cannot be used
      """;

  private Crash() {}

  private record Settings(int rounds, long seed) {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.print(USAGE);
      return;
    }
    try {
      System.exit(run(parse(arguments), System.out));
    } catch (IllegalArgumentException e) {
      System.err.println("ops/fault-test/crash: " + e.getMessage() + ". See --help.");
      System.exit(2);
    }
  }

  private static Settings parse(String[] arguments) {
    int rounds = 50;
    long seed = new SecureRandom().nextInt(1_000_000);
    for (int i = 0; i < arguments.length; i += 2) {
      String option = arguments[i];
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      switch (option) {
        case "--rounds" -> rounds = Math.toIntExact(number(option, value, 1, 100_000));
        case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    return new Settings(rounds, seed);
  }

  private static long number(String option, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "%s takes a whole number from %d to %d, not '%s'".formatted(option, least, most, value));
  }

  private static int run(Settings settings, PrintStream out) throws IOException {
    Path directory = Files.createTempDirectory("sealkeep-crash");
    out.println("seed " + settings.seed());
    Campaign.Outcome outcome =
        new Campaign(directory, settings.seed(), NodeMain.class, out::println)
            .run(settings.rounds());
    out.printf(
        "%d rounds, %d kills: %d keys and policies, %d releases and %d checkpoints checked;"
            + " ready again within %d ms%n",
        outcome.rounds(),
        outcome.kills(),
        outcome.items(),
        outcome.releases(),
        outcome.checkpoints(),
        outcome.slowestMillis());
    if (outcome.violations().isEmpty()) {
      delete(directory);
      out.println("every promise was kept");
      return 0;
    }
    outcome.violations().forEach(violation -> out.println("BROKEN: " + violation));
    out.println("the server's data and log are in " + directory);
    return 1;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
