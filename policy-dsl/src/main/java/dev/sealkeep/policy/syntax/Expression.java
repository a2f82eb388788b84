package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.Region;
import java.util.List;

/**
 * A condition of a clause, as written. The {@code text} of a test is its source on one line,
 * without comments.
 */
public sealed interface Expression {
  /** Where it begins. */
  Region region();

  /** True when all parts are. */
  record And(List<Expression> parts, Region region) implements Expression {
    /** Copies {@code parts}. */
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** True when a part is. */
  record Or(List<Expression> parts, Region region) implements Expression {
    /** Copies {@code parts}. */
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** True when the operand is false. */
  record Not(Expression operand, Region region) implements Expression {}

  /** A bare flag, such as {@code policy.smt}. */
  record Flag(Word claim, String text, Region region) implements Expression {}

  /** {@code claim OPERATOR literal}. */
  record Comparison(
      Word claim, Operator operator, Word sign, Literal literal, String text, Region region)
      implements Expression {}

  /** {@code claim in [a, b]} or {@code claim not in [a, b]}. */
  record InList(
      Word claim, boolean negated, List<Literal> elements, Word list, String text, Region region)
      implements Expression {
    /** Copies {@code elements}. */
    public InList {
      elements = List.copyOf(elements);
    }
  }

  /** {@code claim in alias} or {@code claim not in alias}. */
  record InSet(Word claim, boolean negated, Word alias, String text, Region region)
      implements Expression {}

  /** {@code claim contains literal} or {@code claim not contains literal}. */
  record Contains(Word claim, boolean negated, Literal element, String text, Region region)
      implements Expression {}

  /**
   * {@code any events { ... }} or {@code all events { ... }}.
   *
   * @param universal whether every entry has to meet the body
   * @param body the conditions of one entry; all have to hold
   */
  record Quantified(boolean universal, Word list, List<Expression> body, String text, Region region)
      implements Expression {
    /** Copies {@code body}. */
    public Quantified {
      body = List.copyOf(body);
    }
  }

  /** Where the parser failed; the error was reported already. */
  record Faulty(Region region) implements Expression {}
}
