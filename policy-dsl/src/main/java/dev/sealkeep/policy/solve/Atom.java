package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.syntax.Operator;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One question to a claim that has one value, without negation. */
sealed interface Atom {
  /** The values it speaks of. */
  Collection<ClaimValue> mentioned();

  /** {@code claim == value}, {@code claim < value} and so on. */
  record Compared(Operator operator, ClaimValue bound) implements Atom {
    @Override
    public Collection<ClaimValue> mentioned() {
      return List.of(bound);
    }

    boolean holds(ClaimValue value) {
      return switch (operator) {
        case EQUAL -> value.equals(bound);
        case NOT_EQUAL -> !value.equals(bound);
        case LESS, AT_MOST, GREATER, AT_LEAST -> operator.holds(order(value));
      };
    }

    private int order(ClaimValue value) {
      return switch (value) {
        case ClaimValue.Int number ->
            Long.compareUnsigned(number.value(), ((ClaimValue.Int) bound).value());
        case ClaimValue.Span span -> span.value().compareTo(((ClaimValue.Span) bound).value());
        case ClaimValue.Time time -> time.value().compareTo(((ClaimValue.Time) bound).value());
        case ClaimValue.Bool _,
            ClaimValue.Symbol _,
            ClaimValue.Text _,
            ClaimValue.Words _,
            ClaimValue.Entries _,
            ClaimValue.Tcb _,
            ClaimValue.Bytes _ ->
            throw new IllegalStateException("the checker lets no order be asked of " + value);
      };
    }
  }

  /** {@code claim in [a, b]}, and {@code claim in set} for a set that is at hand. */
  record Among(Set<ClaimValue> values) implements Atom {
    public Among {
      values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    @Override
    public Collection<ClaimValue> mentioned() {
      return values;
    }
  }

  /** {@code claim in set} for a set that is not at hand: it may hold any value or not. */
  record Assumed(String set, String column) implements Atom {
    @Override
    public Collection<ClaimValue> mentioned() {
      return List.of();
    }
  }
}
