package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reference sets at hand for one policy, as seen from one technology. Two policies may see
 * other contents under the same name, such as two versions of a set.
 */
public final class Sets {
  private final String technology;
  private final Map<String, ReferenceSet> byName;
  private final Map<String, Atom> atoms = new HashMap<>();

  /** Sets under their names; a name that is not among them stands for any contents. */
  public Sets(String technology, Map<String, ReferenceSet> byName) {
    this.technology = technology;
    this.byName = Map.copyOf(byName);
  }

  /** The question whether a set has a row with a value. */
  Atom contains(String set, String column) {
    return atoms.computeIfAbsent(
        set + "\n" + column,
        key ->
            Optional.ofNullable(byName.get(set))
                .<Atom>map(known -> new Atom.Among(values(known, column)))
                .orElseGet(() -> new Atom.Assumed(set, column)));
  }

  private Set<ClaimValue> values(ReferenceSet set, String column) {
    return set.values(technology, column);
  }
}
