package dev.sealkeep.policy.difference;

import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of two policies that are compared.
 *
 * @param references the sets it sees, under their names; a set that is not among them may have any
 *     contents, the same for both sides where both lack it
 */
public record Side(Policy policy, Map<String, ReferenceSet> references) {
  /** Copies {@code references}. */
  public Side {
    references = Map.copyOf(references);
  }

  /** The sets it sees, with what is assumed of those that are not at hand. */
  Map<String, ReferenceSet> seeing(Map<String, ReferenceSet> assumed) {
    Map<String, ReferenceSet> all = new LinkedHashMap<>(assumed);
    all.putAll(references);
    return all;
  }
}
