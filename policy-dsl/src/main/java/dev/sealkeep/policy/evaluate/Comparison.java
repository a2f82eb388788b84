package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.List;
import java.util.Map;

/**
 * Compares a value with a requirement that needs no more than the value. A pair that cannot be
 * compared, which the checker leaves none of, is unknown.
 */
final class Comparison {
  private Comparison() {}

  static Outcome identical(ClaimValue actual, Requirement.Identical wanted) {
    return Outcome.of(actual.equals(wanted.value()) != wanted.negated());
  }

  /** Of a set of words, every one has to be in the list. */
  static Outcome oneOf(ClaimValue actual, Requirement.OneOf list) {
    boolean among =
        actual instanceof ClaimValue.Words words
            ? areAmong(words.values(), list)
            : list.values().contains(actual);
    return Outcome.of(among != list.negated());
  }

  private static boolean areAmong(List<String> words, Requirement.OneOf list) {
    boolean among = true;
    for (int i = 0; i < words.size(); i++) {
      among &= list.values().contains(new ClaimValue.Text(words.get(i)));
    }
    return among;
  }

  static Outcome contains(ClaimValue actual, Requirement.Contains wanted) {
    return actual instanceof ClaimValue.Words words
        ? Outcome.of(words.values().contains(wanted.word()) != wanted.negated())
        : Outcome.UNKNOWN;
  }

  static Outcome ordered(ClaimValue actual, Requirement.Ordered wanted) {
    int order;
    if (actual instanceof ClaimValue.Int a && wanted.bound() instanceof ClaimValue.Int b) {
      order = Long.compareUnsigned(a.value(), b.value());
    } else if (actual instanceof ClaimValue.Span a && wanted.bound() instanceof ClaimValue.Span b) {
      order = a.value().compareTo(b.value());
    } else if (actual instanceof ClaimValue.Time a && wanted.bound() instanceof ClaimValue.Time b) {
      order = a.value().compareTo(b.value());
    } else {
      return Outcome.UNKNOWN;
    }
    return Outcome.of(wanted.operator().holds(order));
  }

  static Outcome floor(ClaimValue actual, Requirement.TcbFloor wanted) {
    if (!(actual instanceof ClaimValue.Tcb tcb)) {
      return Outcome.UNKNOWN;
    }
    ClaimValue.Tcb floor = wanted.floors().get(tcb.product());
    if (floor == null) {
      return Outcome.UNKNOWN;
    }
    boolean met = true;
    for (Map.Entry<String, Integer> component : floor.components().entrySet()) {
      int has = component(tcb, component.getKey());
      int bound = component.getValue();
      met &= wanted.exact() ? has == bound : has >= bound;
    }
    return Outcome.of(met);
  }

  /** A component's value; one that a vector lacks, which its type admits none of, is below all. */
  static int component(ClaimValue.Tcb tcb, String name) {
    return tcb.components().getOrDefault(name, -1);
  }
}
