package dev.sealkeep.cli.policy.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attestations that had the same fate for the same cause: how many, when, and a few of them. */
final class Group {
  /** So many can be looked at; a whole fleet is a number. */
  static final int MAX_EXAMPLES = 3;

  private final Cause cause;
  private final String detail;
  private final List<String> examples = new ArrayList<>();
  private long count;
  private Optional<Instant> first = Optional.empty();
  private Optional<Instant> last = Optional.empty();

  /**
   * An empty group.
   *
   * @param detail what there is to say of its first member; may be empty
   */
  Group(Cause cause, String detail) {
    this.cause = cause;
    this.detail = detail;
  }

  void add(RecordedAttestation attestation) {
    count++;
    if (examples.size() < MAX_EXAMPLES) {
      examples.add(attestation.label());
    }
    Optional<Instant> time = attestation.time();
    if (time.isPresent()) {
      first = first.filter(time.get()::isAfter).or(() -> time);
      last = last.filter(time.get()::isBefore).or(() -> time);
    }
  }

  Cause cause() {
    return cause;
  }

  String detail() {
    return detail;
  }

  List<String> examples() {
    return List.copyOf(examples);
  }

  long count() {
    return count;
  }

  /** The time of its oldest member; empty if none of them says. */
  Optional<Instant> first() {
    return first;
  }

  /** The time of its newest member; empty if none of them says. */
  Optional<Instant> last() {
    return last;
  }
}
