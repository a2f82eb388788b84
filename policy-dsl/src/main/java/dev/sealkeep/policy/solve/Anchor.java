package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Claims to stay near to. */
final class Anchor {
  private final Space space;
  private final Map<String, ClaimValue> actual;
  private final int[] cells;
  private final int changes;

  Anchor(Space space, Map<String, ClaimValue> actual, int changes) {
    this.space = space;
    this.actual = Map.copyOf(actual);
    this.cells = space.locate(actual);
    this.changes = changes;
  }

  /** The cell that the actual claims lie in. */
  int cell(Facet facet) {
    return cells[facet.index()];
  }

  /** Whether more claims have to differ than may. */
  boolean isPassed(Search search) {
    return changes < space.domains().size()
        && space.domains().stream().filter(domain -> differs(domain, search)).count() > changes;
  }

  private boolean differs(ClaimDomain domain, Search search) {
    if (domain.facets().stream()
        .anyMatch(facet -> !search.left(facet).contains(cells[facet.index()]))) {
      return true;
    }
    return domain instanceof EntriesDomain list
        && actual.get(list.claim()) instanceof ClaimValue.Entries entries
        && !search.ofLists().getOrDefault(list, Set.of()).stream()
            .allMatch(asked -> list.meets(entries.entries(), asked));
  }

  /** The actual value of a claim that need not differ. */
  Optional<ClaimValue> kept(ClaimDomain domain, Search search, int[] chosen) {
    boolean same =
        domain.facets().stream().allMatch(facet -> chosen[facet.index()] == cells[facet.index()]);
    return same && !differs(domain, search)
        ? Optional.ofNullable(actual.get(domain.claim()))
        : Optional.empty();
  }
}
