package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list of entries: whether it is there, and what some entry or every entry meets. */
final class EntriesDomain implements ClaimDomain {
  private final String claim;
  private final int maxEntries;
  private final Facet presence;
  private final Space entry;

  /**
   * A list.
   *
   * @param entry the space of one entry's fields
   */
  EntriesDomain(String claim, int maxEntries, Space entry, int index) {
    this.claim = claim;
    this.maxEntries = maxEntries;
    this.presence = new Facet(index, claim, 2);
    this.entry = entry;
  }

  Space entry() {
    return entry;
  }

  int maxEntries() {
    return maxEntries;
  }

  @Override
  public String claim() {
    return claim;
  }

  @Override
  public List<Facet> facets() {
    return List.of(presence);
  }

  @Override
  public Constraint isTrue(Requirement requirement, Sets sets) {
    Requirement.OfEntries each = (Requirement.OfEntries) requirement;
    Constraint met = entry.isTrue(each.body(), sets);
    return Constraint.and(
        isPresent(),
        each.universal() ? new Constraint.ForAll(this, met) : new Constraint.Exists(this, met));
  }

  @Override
  public Constraint isFalse(Requirement requirement, Sets sets) {
    Requirement.OfEntries each = (Requirement.OfEntries) requirement;
    Constraint missed = entry.isFalse(each.body(), sets);
    return Constraint.and(
        isPresent(),
        each.universal()
            ? new Constraint.Exists(this, missed)
            : new Constraint.ForAll(this, missed));
  }

  /** Whether the entries of a list meet what is asked of it. */
  boolean meets(List<Map<String, ClaimValue>> entries, Constraint asked) {
    return switch (asked) {
      case Constraint.Exists some ->
          entries.stream().anyMatch(e -> entry.holds(some.body(), entry.locate(e)));
      case Constraint.ForAll every ->
          entries.stream().allMatch(e -> entry.holds(every.body(), entry.locate(e)));
      case Constraint.And _, Constraint.Or _, Constraint.In _ ->
          throw new IllegalStateException("not asked of a list: " + asked);
    };
  }

  @Override
  public void locate(Optional<ClaimValue> value, int[] cells) {
    cells[presence.index()] =
        value.orElse(null) instanceof ClaimValue.Entries list && list.entries().size() <= maxEntries
            ? 1
            : 0;
  }

  @Override
  public Optional<ClaimValue> value(Assignment assignment) {
    return assignment.cell(presence) == 0
        ? Optional.empty()
        : Optional.of(new ClaimValue.Entries(assignment.entries(this)));
  }
}
