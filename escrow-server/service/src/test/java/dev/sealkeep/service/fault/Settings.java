package dev.sealkeep.service.fault;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param lasting how long there are faults
 * @param seed decides the faults, and what users do as far as threads allow
 * @param brief whether every fault is brief
 * @param bug what is wrong with the nodes
 */
record Settings(Duration lasting, long seed, boolean brief, Optional<SeededBug> bug) {
  private static final Duration SHORT = Duration.ofSeconds(22);
  private static final long USUAL_MINUTES = 10;
  private static final long LONG_MINUTES = 60;
  private static final long MOST_MINUTES = 10_000;

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Settings parse(String[] arguments) {
    Duration lasting = Duration.ofMinutes(USUAL_MINUTES);
    long seed = new SecureRandom().nextInt(1_000_000);
    boolean brief = false;
    Optional<SeededBug> bug = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      switch (option) {
        case "--short" -> {
          lasting = SHORT;
          brief = true;
        }
        case "--long" -> lasting = Duration.ofMinutes(LONG_MINUTES);
        case "--minutes" -> {
          lasting = Duration.ofMinutes(number(option, value, 1, MOST_MINUTES));
          i++;
        }
        case "--seed" -> {
          seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
          i++;
        }
        case "--bug" -> {
          bug = Optional.of(bug(value));
          i++;
        }
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    return new Settings(lasting, seed, brief, bug);
  }

  /** The same as arguments. */
  List<String> arguments() {
    List<String> time =
        brief ? List.of("--short") : List.of("--minutes", Long.toString(lasting.toMinutes()));
    List<String> all = new java.util.ArrayList<>(time);
    all.addAll(List.of("--seed", Long.toString(seed)));
    bug.ifPresent(one -> all.addAll(List.of("--bug", one.word())));
    return List.copyOf(all);
  }

  private static SeededBug bug(String word) {
    return SeededBug.of(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--bug takes one of %s, not '%s'"
                        .formatted(String.join(", ", SeededBug.words()), word)));
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
}
