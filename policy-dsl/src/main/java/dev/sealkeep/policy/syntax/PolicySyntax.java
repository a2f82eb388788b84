package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.diagnostic.Region;
import java.util.List;
import java.util.Optional;

/**
 * A policy as written.
 *
 * @param name the policy's name
 * @param descriptions what describes it; more than one is an error that the checker reports
 */
public record PolicySyntax(
    Word name,
    List<Word> descriptions,
    List<ReferenceDeclaration> references,
    List<Constant> constants,
    List<Binding> bindings,
    List<Clause> clauses) {

  /** Copies the lists. */
  public PolicySyntax {
    descriptions = List.copyOf(descriptions);
    references = List.copyOf(references);
    constants = List.copyOf(constants);
    bindings = List.copyOf(bindings);
    clauses = List.copyOf(clauses);
  }

  /**
   * {@code reference builds = set "payments/builds"}.
   *
   * @param alias how conditions call it
   * @param set the name of the set
   */
  public record ReferenceDeclaration(Word alias, Word set) {}

  /**
   * {@code const minimum_svn = 4} or {@code const products = [genoa, turin]}: a value or a list of
   * values under a name.
   *
   * @param values one if it is no list
   */
  public record Constant(Word alias, boolean isList, List<Literal> values) {
    /** Copies {@code values}. */
    public Constant {
      values = List.copyOf(values);
    }
  }

  /** {@code let hardened = not policy.debug and vmpl == 0}: a condition under a name. */
  public record Binding(Word alias, Expression condition) {}

  /** What a clause does when it applies. */
  public enum Kind {
    /** Permits when its conditions are true. */
    PERMIT("permit"),
    /** Forbids unless its conditions are false. */
    FORBID("forbid");

    private final String keyword;

    Kind(String keyword) {
      this.keyword = keyword;
    }

    /** The keyword. */
    public String keyword() {
      return keyword;
    }
  }

  /**
   * One line of a clause.
   *
   * @param text its source on one line, without comments
   */
  public record Line(String text, Region region, Expression expression) {}

  /**
   * One clause.
   *
   * @param keyword the keyword and where it stands
   * @param conditions each line; all of them together make the clause
   * @param because the reason given, without its quotes
   */
  public record Clause(
      Kind kind, Word keyword, Word technology, List<Line> conditions, Optional<Word> because) {
    /** Copies {@code conditions}. */
    public Clause {
      conditions = List.copyOf(conditions);
    }
  }
}
