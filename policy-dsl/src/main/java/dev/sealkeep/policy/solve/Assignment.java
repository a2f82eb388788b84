package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A cell for each facet of a space, and the entries that its lists need. */
final class Assignment {
  private final int[] cells;
  private final Function<EntriesDomain, List<Map<String, ClaimValue>>> entries;
  private final Map<String, Set<ClaimValue>> assumed = new LinkedHashMap<>();

  Assignment(int[] cells, Function<EntriesDomain, List<Map<String, ClaimValue>>> entries) {
    this.cells = cells;
    this.entries = entries;
  }

  int cell(Facet facet) {
    return cells[facet.index()];
  }

  List<Map<String, ClaimValue>> entries(EntriesDomain list) {
    return entries.apply(list);
  }

  /** Notes that a set which is not at hand would have to hold a value. */
  void assume(Atom.Assumed atom, ClaimValue value) {
    assumed
        .computeIfAbsent(atom.set() + "\n" + atom.column(), key -> new LinkedHashSet<>())
        .add(value);
  }

  /** Values that sets not at hand would have to hold, by set name, newline, column. */
  Map<String, Set<ClaimValue>> assumed() {
    return assumed;
  }
}
