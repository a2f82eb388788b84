package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Compares a claim's value with a requirement. */
final class Comparison {
  private static final int DIGEST_SHOWN = 16;

  private final String claim;
  private final Facts facts;

  Comparison(String claim, Facts facts) {
    this.claim = claim;
    this.facts = facts;
  }

  Finding compare(ClaimValue actual, Requirement requirement) {
    return switch (requirement) {
      case Requirement.Identical identical ->
          Finding.of(actual.equals(identical.value()) != identical.negated());
      case Requirement.OneOf list -> Finding.of(isAmong(actual, list) != list.negated());
      case Requirement.Ordered ordered -> ordered(actual, ordered);
      case Requirement.Contains wanted -> contains(actual, wanted);
      case Requirement.OfEntries each -> ofEntries(actual, each);
      case Requirement.InReference reference -> inReference(actual, reference);
      case Requirement.TcbFloor floor -> floor(actual, floor);
    };
  }

  /** Of a set of words, every one has to be in the list. */
  private static boolean isAmong(ClaimValue actual, Requirement.OneOf list) {
    return actual instanceof ClaimValue.Words words
        ? words.values().stream().map(ClaimValue.Text::new).allMatch(list.values()::contains)
        : list.values().contains(actual);
  }

  private static Finding contains(ClaimValue actual, Requirement.Contains wanted) {
    boolean held =
        actual instanceof ClaimValue.Words words && words.values().contains(wanted.word());
    return Finding.of(held != wanted.negated());
  }

  private Finding ofEntries(ClaimValue actual, Requirement.OfEntries each) {
    if (!(actual instanceof ClaimValue.Entries list)) {
      return Finding.unknown(new Doubt.ClaimOutsideSchema(claim, "a list of entries"));
    }
    Outcome outcome = Outcome.of(each.universal());
    int met = 0;
    int unknown = 0;
    List<Doubt> missing = new ArrayList<>();
    for (Map<String, ClaimValue> entry : list.entries()) {
      Facts ofEntry =
          new Facts(new ClaimSet(facts.claims().technology(), entry), facts.references());
      Outcome one =
          each.body()
              .evaluate(ofEntry, result -> result.referenceMissing().ifPresent(missing::add));
      outcome = each.universal() ? outcome.and(one) : outcome.or(one);
      met += one == Outcome.TRUE ? 1 : 0;
      unknown += one == Outcome.UNKNOWN ? 1 : 0;
    }
    String note = "is met by " + met + " of " + list.entries().size();
    return outcome == Outcome.UNKNOWN
        ? Finding.unknown(
            missing.isEmpty() ? new Doubt.EntriesUndecided(claim, unknown) : missing.getFirst())
        : Finding.of(outcome == Outcome.TRUE, note);
  }

  private Finding ordered(ClaimValue actual, Requirement.Ordered ordered) {
    OptionalInt order = order(actual, ordered.bound());
    return order.isPresent()
        ? Finding.of(ordered.operator().holds(order.getAsInt()))
        : Finding.unknown(new Doubt.ClaimOutsideSchema(claim, "of a type that has an order"));
  }

  /** The sign of comparing two values of one ordered type; empty for any other pair. */
  private static OptionalInt order(ClaimValue left, ClaimValue right) {
    if (left instanceof ClaimValue.Int a && right instanceof ClaimValue.Int b) {
      return OptionalInt.of(Long.compareUnsigned(a.value(), b.value()));
    }
    if (left instanceof ClaimValue.Span a && right instanceof ClaimValue.Span b) {
      return OptionalInt.of(a.value().compareTo(b.value()));
    }
    if (left instanceof ClaimValue.Time a && right instanceof ClaimValue.Time b) {
      return OptionalInt.of(a.value().compareTo(b.value()));
    }
    return OptionalInt.empty();
  }

  private Finding inReference(ClaimValue actual, Requirement.InReference requirement) {
    Optional<ReferenceSet> found = facts.reference(requirement.set());
    if (found.isEmpty()) {
      return Finding.unknown(new Doubt.ReferenceMissing(requirement.set()));
    }
    ReferenceSet set = found.get();
    String technology = facts.claims().technology();
    boolean contained = set.contains(technology, requirement.column(), actual);
    int count = set.count(technology, requirement.column());
    String note =
        (contained ? "is among " : "is not among ")
            + count
            + (count == 1 ? " row of " : " rows of ")
            + requirement.set()
            + edition(set);
    return Finding.of(contained != requirement.negated(), note);
  }

  private static String edition(ReferenceSet set) {
    return set.version().isPresent()
        ? " (version " + set.version().getAsLong() + ")"
        : " (sha256 " + set.digest().substring(0, DIGEST_SHOWN) + ")";
  }

  private Finding floor(ClaimValue actual, Requirement.TcbFloor requirement) {
    if (!(actual instanceof ClaimValue.Tcb tcb)) {
      return Finding.unknown(new Doubt.ClaimOutsideSchema(claim, "a TCB vector"));
    }
    ClaimValue.Tcb floor = requirement.floors().get(tcb.product());
    if (floor == null) {
      return Finding.unknown(new Doubt.ProductNotListed(tcb.product()));
    }
    List<String> misses = new ArrayList<>();
    for (Map.Entry<String, Integer> component : floor.components().entrySet()) {
      int wanted = component.getValue();
      // The schema's check left no vector without the components of its product.
      int has = tcb.components().getOrDefault(component.getKey(), -1);
      if (has < wanted) {
        misses.add(component.getKey() + " " + has + " below " + wanted);
      } else if (requirement.exact() && has > wanted) {
        misses.add(component.getKey() + " " + has + " above " + wanted);
      }
    }
    return Finding.of(misses.isEmpty(), misses.isEmpty() ? "" : "has " + String.join(", ", misses));
  }
}
