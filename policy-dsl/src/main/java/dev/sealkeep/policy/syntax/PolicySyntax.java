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
    List<Clause> clauses) {

  /** Copies the lists. */
  public PolicySyntax {
    descriptions = List.copyOf(descriptions);
    references = List.copyOf(references);
    clauses = List.copyOf(clauses);
  }

  /**
   * {@code reference builds = set "payments/builds"}.
   *
   * @param alias how conditions call it
   * @param set the name of the set
   */
  public record ReferenceDeclaration(Word alias, Word set) {}

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
