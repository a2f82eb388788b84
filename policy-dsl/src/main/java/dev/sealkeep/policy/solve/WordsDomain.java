package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A claim that is a set of words: whether it is there, whether each word that is mentioned is in
 * it, and whether another word is.
 */
final class WordsDomain implements ClaimDomain {
  private static final int NO = 0;
  private static final int YES = 1;

  private final String claim;
  private final Facet presence;
  private final Facet other;
  private final SequencedMap<String, Facet> words = new LinkedHashMap<>();
  private final String unmentioned;

  WordsDomain(String claim, SequencedSet<String> mentioned, int index) {
    this.claim = claim;
    this.presence = new Facet(index, claim, 2);
    this.other = new Facet(index + 1, claim, 2);
    int next = index + 2;
    for (String word : mentioned) {
      words.put(word, new Facet(next++, claim, 2));
    }
    String fresh = "other";
    for (int i = 1; mentioned.contains(fresh); i++) {
      fresh = "other" + i;
    }
    this.unmentioned = fresh;
  }

  /** The words that a requirement mentions. */
  static List<String> mentioned(Requirement requirement) {
    return switch (requirement) {
      case Requirement.Contains contains -> List.of(contains.word());
      case Requirement.OneOf list ->
          list.values().stream().map(value -> ((ClaimValue.Text) value).value()).toList();
      case Requirement.Identical _,
          Requirement.Ordered _,
          Requirement.OfEntries _,
          Requirement.InReference _,
          Requirement.TcbFloor _ ->
          throw notOfWords(requirement);
    };
  }

  private static IllegalStateException notOfWords(Requirement requirement) {
    return new IllegalStateException("not asked of words: " + requirement.expected());
  }

  @Override
  public String claim() {
    return claim;
  }

  @Override
  public List<Facet> facets() {
    List<Facet> facets = new ArrayList<>(List.of(presence, other));
    facets.addAll(words.values());
    return facets;
  }

  @Override
  public Constraint isTrue(Requirement requirement, Sets sets) {
    return switch (requirement) {
      case Requirement.Contains contains ->
          Constraint.and(isPresent(), has(contains.word(), !contains.negated()));
      case Requirement.OneOf list ->
          Constraint.and(isPresent(), list.negated() ? within(list).negated() : within(list));
      case Requirement.Identical _,
          Requirement.Ordered _,
          Requirement.OfEntries _,
          Requirement.InReference _,
          Requirement.TcbFloor _ ->
          throw notOfWords(requirement);
    };
  }

  @Override
  public Constraint isFalse(Requirement requirement, Sets sets) {
    return Constraint.and(isPresent(), isTrue(requirement, sets).negated());
  }

  /** Every word is in the list. */
  private Constraint within(Requirement.OneOf list) {
    Set<String> listed = Set.copyOf(mentioned(list));
    List<Constraint> parts = new ArrayList<>();
    parts.add(is(other, NO));
    words.forEach(
        (word, facet) -> {
          if (!listed.contains(word)) {
            parts.add(is(facet, NO));
          }
        });
    return Constraint.and(parts);
  }

  private Constraint has(String word, boolean present) {
    Facet facet = words.get(word);
    if (facet == null) {
      throw new IllegalStateException("not registered: " + word);
    }
    return is(facet, present ? YES : NO);
  }

  /** A word that nothing mentions is in the set. */
  Constraint hasUnmentioned() {
    return Constraint.and(isPresent(), is(other, YES));
  }

  private static Constraint is(Facet facet, int cell) {
    return new Constraint.In(facet, Cells.one(cell, facet.cells()));
  }

  @Override
  public void locate(Optional<ClaimValue> value, int[] cells) {
    Set<String> actual =
        value.orElse(null) instanceof ClaimValue.Words given
            ? Set.copyOf(given.values())
            : Set.of();
    cells[presence.index()] = value.isPresent() ? YES : NO;
    words.forEach((word, facet) -> cells[facet.index()] = actual.contains(word) ? YES : NO);
    cells[other.index()] = words.keySet().containsAll(actual) ? NO : YES;
  }

  @Override
  public Optional<ClaimValue> value(Assignment assignment) {
    if (assignment.cell(presence) == NO) {
      return Optional.empty();
    }
    List<String> chosen =
        words.entrySet().stream()
            .filter(word -> assignment.cell(word.getValue()) == YES)
            .map(java.util.Map.Entry::getKey)
            .collect(Collectors.toCollection(ArrayList::new));
    if (assignment.cell(other) == YES) {
      chosen.add(unmentioned);
    }
    return Optional.of(new ClaimValue.Words(chosen));
  }
}
