package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.List;

/**
 * Compares a value with a requirement that needs no more than the value. A pair that cannot be
 * compared, which the checker leaves none of, is unknown.
 */
final class Comparison {
  private Comparison() {}

  static Outcome of(ClaimValue actual, Requirement requirement) {
    return switch (requirement) {
      case Requirement.Identical wanted -> identical(actual, wanted);
      case Requirement.OneOf list -> oneOf(actual, list);
      case Requirement.Ordered wanted -> ordered(actual, wanted);
      case Requirement.Contains wanted -> contains(actual, wanted);
      case Requirement.TcbFloor wanted -> floor(actual, wanted);
      case Requirement.InReference _, Requirement.OfEntries _ -> Outcome.UNKNOWN;
    };
  }

  private static Outcome identical(ClaimValue actual, Requirement.Identical wanted) {
    return Outcome.of(actual.equals(wanted.value()) != wanted.negated());
  }

  /** Of a set of words, every one has to be in the list. */
  private static Outcome oneOf(ClaimValue actual, Requirement.OneOf list) {
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

  private static Outcome contains(ClaimValue actual, Requirement.Contains wanted) {
    return actual instanceof ClaimValue.Words words
        ? Outcome.of(words.values().contains(wanted.word()) != wanted.negated())
        : Outcome.UNKNOWN;
  }

  private static Outcome ordered(ClaimValue actual, Requirement.Ordered wanted) {
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

  private static Outcome floor(ClaimValue actual, Requirement.TcbFloor wanted) {
    if (!(actual instanceof ClaimValue.Tcb tcb)) {
      return Outcome.UNKNOWN;
    }
    ClaimValue.Tcb floor = wanted.floors().get(tcb.product());
    if (floor == null) {
      return Outcome.UNKNOWN;
    }
    boolean met = true;
    for (int i = 0; i < floor.size(); i++) {
      int has = tcb.version(floor.name(i), i);
      int bound = floor.version(i);
      met &= wanted.exact() ? has == bound : has >= bound;
    }
    return Outcome.of(met);
  }
}
