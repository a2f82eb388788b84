package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.syntax.Operator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a check asks of its claim's value. The checker has made sure that the operands are of the
 * claim's type, and {@link Formula.Check} that the value is.
 */
public sealed interface Requirement {
  /** What is asked, as {@code == false}. */
  String expected();

  /** {@code claim == value} or {@code claim != value}. */
  record Identical(ClaimValue value, boolean negated) implements Requirement {
    @Override
    public String expected() {
      return (negated ? "!= " : "== ") + value.display();
    }
  }

  /** {@code claim < bound} and its like, for integers, durations and times. */
  record Ordered(Operator operator, ClaimValue bound) implements Requirement {
    @Override
    public String expected() {
      return operator.sign() + " " + bound.display();
    }
  }

  /** {@code claim in [a, b]} or {@code claim not in [a, b]}. */
  record OneOf(SequencedSet<ClaimValue> values, boolean negated) implements Requirement {
    /** Copies {@code values}. */
    public OneOf {
      values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
    }

    @Override
    public String expected() {
      return (negated ? "not in " : "in ")
          + values.stream().map(ClaimValue::display).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** {@code claim contains word} or {@code claim not contains word}, for a set of words. */
  record Contains(String word, boolean negated) implements Requirement {
    @Override
    public String expected() {
      return (negated ? "not contains " : "contains ") + new ClaimValue.Text(word).display();
    }
  }

  /**
   * {@code any list { ... }} or {@code all list { ... }}.
   *
   * @param universal whether every entry has to meet the body, rather than one
   * @param body what is asked of an entry; its checks are on the entry's fields
   * @param text the body's source on one line
   */
  record OfEntries(boolean universal, Formula body, String text) implements Requirement {
    @Override
    public String expected() {
      return (universal ? "all meet " : "any meets ") + text;
    }
  }

  /**
   * {@code claim in alias} or {@code claim not in alias}.
   *
   * @param column how the set's rows name the claim; for a field of an entry, {@code list.field}
   */
  record InReference(String set, String column, boolean negated) implements Requirement {
    @Override
    public String expected() {
      return (negated ? "not in " : "in ") + set;
    }
  }

  /**
   * {@code claim >= tcb(...)} or {@code claim == tcb(...)}: every component of the vector of the
   * value's own product.
   *
   * @param floors the vector of each product listed; copied in the order of names
   * @param exact whether components must be equal
   */
  record TcbFloor(Map<String, ClaimValue.Tcb> floors, boolean exact) implements Requirement {
    /** Copies {@code floors}. */
    public TcbFloor {
      floors = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(floors)));
    }

    @Override
    public String expected() {
      String vectors =
          floors.values().stream()
              .map(ClaimValue.Tcb::display)
              .map(text -> text.substring("tcb(".length(), text.length() - 1))
              .collect(Collectors.joining(", "));
      return (exact ? "== tcb(" : ">= tcb(") + vectors + ")";
    }
  }
}
