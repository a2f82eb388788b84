package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.schema.Claim;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * A place in a policy: what encloses it, and what is written of the unit that it is in (a
 * condition, an element, an item) up to there.
 *
 * @param enclosure the innermost one
 * @param unit the tokens of the unit before the place
 * @param scope what names of claims mean there
 * @param item the item around the place; empty between items
 */
record Place(Enclosure enclosure, List<Token> unit, Scope scope, Optional<Item> item) {
  /** Copies {@code unit}. */
  Place {
    unit = List.copyOf(unit);
  }

  /** What can enclose a place. */
  enum Kind {
    /** Nothing: before the policy's brace. */
    FILE,
    /** An item of the policy. */
    ITEM,
    /** The condition behind {@code let NAME =}. */
    LET,
    /** The value behind {@code const NAME =}. */
    CONST,
    /** The braces of a clause. */
    BODY,
    /** The braces of {@code any} or {@code all}. */
    ENTRIES,
    /** Parentheses around a condition. */
    GROUP,
    /** The brackets of a list. */
    LIST,
    /** The parentheses of a TCB vector. */
    VECTOR,
    /** The braces of a product's floor. */
    FLOOR
  }

  /**
   * One thing around a place.
   *
   * @param claim the claim that a list or a vector is compared with; empty in a constant
   * @param product the product of a floor
   */
  record Enclosure(Kind kind, Optional<Claim> claim, String product) {
    Enclosure(Kind kind) {
      this(kind, Optional.empty(), "");
    }

    boolean isBlock() {
      return switch (kind) {
        case FILE, ITEM, LET, CONST, BODY, ENTRIES -> true;
        case GROUP, LIST, VECTOR, FLOOR -> false;
      };
    }

    /** Whether conditions stand in it. */
    boolean holdsConditions() {
      return switch (kind) {
        case LET, BODY, ENTRIES, GROUP -> true;
        case FILE, ITEM, CONST, LIST, VECTOR, FLOOR -> false;
      };
    }
  }

  /** The kind of the innermost enclosure. */
  Kind kind() {
    return enclosure.kind();
  }

  /** The type of a token of the unit; -1 past its end. */
  int type(int index) {
    return index < unit.size() ? unit.get(index).getType() : -1;
  }

  /** The claim that the unit, a condition, is about. */
  Optional<Claim> claim() {
    return unit.isEmpty() || !Words.isClaim(type(0))
        ? Optional.empty()
        : scope.claim(unit.getFirst().getText());
  }

  /** The place behind some tokens. */
  static Place behind(List<Token> tokens, Scope policy) {
    return new Walk(policy).along(tokens);
  }

  /** Follows the tokens of the last item and keeps what is open. */
  private static final class Walk {
    private final Scope policy;
    private final Deque<Frame> open = new ArrayDeque<>();
    private Optional<Item> item = Optional.empty();
    private List<Token> tokens = List.of();

    private static final class Frame {
      private final Enclosure enclosure;
      private final Scope scope;
      private int from;

      Frame(Enclosure enclosure, Scope scope, int from) {
        this.enclosure = enclosure;
        this.scope = scope;
        this.from = from;
      }
    }

    Walk(Scope policy) {
      this.policy = policy;
    }

    Place along(List<Token> source) {
      List<Item> items = Item.among(source);
      item = items.isEmpty() ? Optional.empty() : Optional.of(items.getLast());
      tokens = item.map(Item::tokens).orElse(source);
      boolean inPolicy =
          item.isPresent()
              || source.stream().anyMatch(token -> token.getType() == PolicyLexer.LBRACE);
      if (item.isEmpty() && inPolicy) {
        tokens = List.of();
      }
      Scope scope =
          item.filter(Item::isClause)
              .<Scope>map(clause -> new Scope.Technologies(technology(clause)))
              .orElse(policy);
      open.push(new Frame(new Enclosure(inPolicy ? Kind.ITEM : Kind.FILE), scope, 0));
      for (int i = 0; i < tokens.size(); i++) {
        take(i);
      }
      Frame top = open.element();
      return new Place(
          top.enclosure,
          tokens.subList(Math.min(top.from, tokens.size()), tokens.size()),
          top.scope,
          item);
    }

    private static List<String> technology(Item clause) {
      return clause.name().map(name -> List.of(name.getText())).orElse(List.of());
    }

    private void take(int index) {
      Frame top = open.element();
      switch (tokens.get(index).getType()) {
        case PolicyLexer.LBRACE -> push(brace(index), index);
        case PolicyLexer.LPAREN -> push(parenthesis(index), index);
        case PolicyLexer.LBRACKET -> push(new Enclosure(Kind.LIST, compared(index), ""), index);
        case PolicyLexer.RBRACE, PolicyLexer.RPAREN, PolicyLexer.RBRACKET -> close(index);
        case PolicyLexer.NEWLINE -> endLine(index);
        case PolicyLexer.AND, PolicyLexer.OR, PolicyLexer.COMMA -> top.from = index + 1;
        case PolicyLexer.NOT -> {
          if (top.from == index) {
            top.from = index + 1;
          }
        }
        case PolicyLexer.ASSIGN -> assign(index);
        default -> {}
      }
    }

    private void push(Enclosure enclosure, int index) {
      Frame top = open.element();
      Scope scope =
          enclosure.kind() == Kind.ENTRIES
              ? top.scope.within(tokens.get(index - 1).getText())
              : top.scope;
      open.push(new Frame(enclosure, scope, index + 1));
    }

    private Enclosure brace(int index) {
      Frame top = open.element();
      if (top.enclosure.kind() == Kind.VECTOR) {
        return new Enclosure(Kind.FLOOR, top.enclosure.claim(), tokens.get(top.from).getText());
      }
      boolean quantified =
          index > top.from + 1
              && switch (tokens.get(index - 2).getType()) {
                case PolicyLexer.ANY, PolicyLexer.ALL -> top.enclosure.holdsConditions();
                default -> false;
              };
      return new Enclosure(quantified ? Kind.ENTRIES : Kind.BODY);
    }

    private Enclosure parenthesis(int index) {
      return index > 0 && tokens.get(index - 1).getType() == PolicyLexer.TCB
          ? new Enclosure(Kind.VECTOR, compared(index), "")
          : new Enclosure(Kind.GROUP);
    }

    /** The claim of the condition in which a bracket opens. */
    private Optional<Claim> compared(int index) {
      Frame top = open.element();
      return top.from < index && Words.isClaim(tokens.get(top.from).getType())
          ? top.scope.claim(tokens.get(top.from).getText())
          : Optional.empty();
    }

    /** Closes what a bracket can close; one that closes nothing is passed over. */
    private void close(int index) {
      if (tokens.get(index).getType() != PolicyLexer.RBRACE) {
        if (isBracket(open.element())) {
          open.pop();
        }
        return;
      }
      while (open.size() > 1) {
        Kind closed = open.pop().enclosure.kind();
        if (closed == Kind.BODY || closed == Kind.ENTRIES || closed == Kind.FLOOR) {
          return;
        }
      }
    }

    private static boolean isBracket(Frame frame) {
      Kind kind = frame.enclosure.kind();
      return kind == Kind.GROUP || kind == Kind.LIST || kind == Kind.VECTOR;
    }

    private void endLine(int index) {
      while (open.size() > 1 && !open.element().enclosure.isBlock()) {
        open.pop();
      }
      while (open.size() > 1 && isValue(open.element())) {
        open.pop();
      }
      open.element().from = index + 1;
      if (open.size() == 1) {
        item = Optional.empty();
      }
    }

    private static boolean isValue(Frame frame) {
      return frame.enclosure.kind() == Kind.LET || frame.enclosure.kind() == Kind.CONST;
    }

    private void assign(int index) {
      int keyword = tokens.getFirst().getType();
      if (open.element().enclosure.kind() != Kind.ITEM) {
        return;
      }
      if (keyword == PolicyLexer.LET) {
        push(new Enclosure(Kind.LET), index);
      } else if (keyword == PolicyLexer.CONST) {
        push(new Enclosure(Kind.CONST), index);
      }
    }
  }
}
