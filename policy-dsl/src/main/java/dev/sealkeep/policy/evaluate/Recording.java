package dev.sealkeep.policy.evaluate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a technology's clauses came to, in the order of evaluation: the checks of a
 * line, then the line; the lines of a clause, then the clause. The checks within a list's entries
 * are not in it but counted, so its size is known before evaluation and does not depend on the
 * evidence.
 */
final class Recording {
  private static final Outcome[] OUTCOMES = Outcome.values();

  /** The ordinal of each outcome: storing it costs less than a reference does. */
  private final byte[] outcomes;

  private final List<Tally> tallies = new ArrayList<>(0);
  private int size;

  /**
   * How many entries of a list met the body of {@code any} or {@code all}.
   *
   * @param unknown of how many it is unknown
   * @param missingSet the first set that was wanted of an entry and is missing, if one is
   */
  record Tally(int entries, int met, int unknown, @Nullable String missingSet) {}

  /** A recording of so many checks, lines and clauses. */
  Recording(int capacity) {
    outcomes = new byte[capacity];
  }

  @SuppressWarnings("EnumOrdinal") // it is read back by the process that wrote it
  void add(Outcome outcome) {
    outcomes[size++] = (byte) outcome.ordinal();
  }

  /** Adds the tally of a list, before its check's outcome. */
  void add(Tally tally) {
    tallies.add(tally);
  }

  Iterator<Outcome> outcomes() {
    return IntStream.range(0, size).mapToObj(i -> OUTCOMES[outcomes[i]]).iterator();
  }

  Iterator<Tally> tallies() {
    return tallies.iterator();
  }
}
