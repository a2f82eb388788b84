package dev.sealkeep.cli.policy.replay;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the attestations that were replayed. Its size does not grow with their number:
 * past {@link #MAX_GROUPS} causes of a change, the rest is counted together.
 */
public final class ReplayReport {
  /** The most causes that are told apart. */
  static final int MAX_GROUPS = 100;

  private static final Cause OTHER = Cause.of("", "other");

  private final Map<Change, Map<Cause, Group>> groups = new EnumMap<>(Change.class);

  ReplayReport() {
    for (Change change : Change.values()) {
      groups.put(change, new LinkedHashMap<>());
    }
  }

  /**
   * Counts an attestation.
   *
   * @param detail what there is to say of it, if it is the first of its group
   */
  void add(Change change, Cause cause, String detail, RecordedAttestation attestation) {
    Map<Cause, Group> of = of(change);
    Group group = of.get(cause);
    if (group == null) {
      group =
          of.size() < MAX_GROUPS
              ? of.computeIfAbsent(cause, c -> new Group(c, detail))
              : of.computeIfAbsent(OTHER, c -> new Group(c, ""));
    }
    group.add(attestation);
  }

  private Map<Cause, Group> of(Change change) {
    return groups.getOrDefault(change, Map.of());
  }

  /** How many attestations a change came to. */
  public long count(Change change) {
    return of(change).values().stream().mapToLong(Group::count).sum();
  }

  /** How many attestations were replayed or could not be. */
  public long total() {
    return groups.keySet().stream().mapToLong(this::count).sum();
  }

  /** Whether every attestation was replayed and each would be decided as before. */
  public boolean unchanged() {
    return count(Change.STILL_PERMITTED) + count(Change.STILL_DENIED) == total();
  }

  /** The groups of a change, the largest first; of equal ones, the one met first. */
  List<Group> groups(Change change) {
    return of(change).values().stream()
        .sorted(Comparator.comparingLong(Group::count).reversed())
        .toList();
  }
}
