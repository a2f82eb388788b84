package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceRow;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reference sets that are not at hand, with the values that something assumes they hold. */
public final class AssumedSets {
  private AssumedSets() {}

  /**
   * The sets.
   *
   * @param values under the set's name, a newline and the column
   */
  public static Map<String, ReferenceSet> of(
      String technology, Map<String, Set<ClaimValue>> values) {
    Map<String, Set<ReferenceRow>> rows = new LinkedHashMap<>();
    values.forEach(
        (key, held) -> {
          int at = key.indexOf('\n');
          Set<ReferenceRow> ofSet =
              rows.computeIfAbsent(key.substring(0, at), name -> new LinkedHashSet<>());
          held.forEach(
              value -> ofSet.add(new ReferenceRow(technology, key.substring(at + 1), value)));
        });
    Map<String, ReferenceSet> sets = new LinkedHashMap<>();
    rows.forEach((name, ofSet) -> sets.put(name, ReferenceSet.of(name, ofSet)));
    return sets;
  }

  /** The sets, and empty ones of other names. */
  public static Map<String, ReferenceSet> with(
      Map<String, ReferenceSet> sets, Collection<String> emptyOnes) {
    Map<String, ReferenceSet> all = new LinkedHashMap<>(sets);
    emptyOnes.forEach(name -> all.put(name, ReferenceSet.of(name, Set.of())));
    return all;
  }
}
