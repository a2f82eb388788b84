package dev.sealkeep.policy.format;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.grammar.PolicyParser;
import dev.sealkeep.policy.syntax.SourceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Turns the parse tree of a policy into pieces. A comment can stand wherever a line may go on, so
 * it is in the gap between two entries, behind an opening bracket, before a closing one, around
 * {@code because}, or behind a {@code not}; the last moves above the condition that it is in.
 */
final class PieceReader {
  private final Gaps gaps;

  private PieceReader(Gaps gaps) {
    this.gaps = gaps;
  }

  /** The pieces of a policy, with every comment in one of them. */
  static Document read(SourceLayout source) {
    return new PieceReader(new Gaps(source)).document(source.file());
  }

  private Document document(PolicyParser.PolicyFileContext file) {
    PolicyParser.HeaderContext header = file.header();
    PolicyParser.PolicyBlockContext policy = file.policyBlock();
    Token last = policy.getStop();
    Gap before = gaps.before(header.getStart());
    Gap between = gaps.between(header.getStop(), policy.getStart());
    Gap after = gaps.between(last, file.EOF().getSymbol());
    List<Entry> entries = new ArrayList<>();
    entries.add(
        entry(
            before.own(),
            header.getStart(),
            new Piece.Text("sealkeep " + header.version.getText()),
            between.trailing()));
    entries.add(entry(between.own(), policy.getStart(), policy(policy), after.trailing()));
    return new Document(entries, after.own());
  }

  private Entry entry(List<Comment> above, Token start, Piece piece, Optional<String> trailing) {
    return new Entry(above, gaps.isBlankBefore(start), piece, trailing);
  }

  private Piece policy(PolicyParser.PolicyBlockContext policy) {
    Piece items =
        enclosed(
            Bracket.POLICY,
            policy.LBRACE().getSymbol(),
            policy.item(),
            this::item,
            policy.RBRACE().getSymbol());
    return new Piece.Prefixed("policy " + policy.title.getText() + " ", items);
  }

  private Piece item(PolicyParser.ItemContext item) {
    if (item.description() != null) {
      return new Piece.Text("description " + item.description().text.getText());
    }
    if (item.reference() != null) {
      PolicyParser.ReferenceContext reference = item.reference();
      return new Piece.Text(
          "reference " + reference.alias.getText() + " = set " + reference.set.getText());
    }
    if (item.constant() != null) {
      PolicyParser.ConstantContext constant = item.constant();
      return new Piece.Prefixed(
          "const " + constant.alias.getText() + " = ",
          constant.list() == null ? literal(constant.literal()) : list(constant.list()));
    }
    return item.binding() == null ? clause(item.clause()) : binding(item.binding());
  }

  private Piece binding(PolicyParser.BindingContext binding) {
    return new Piece.Prefixed(
        "let " + binding.alias.getText() + " = ", disjunction(binding.disjunction()));
  }

  private Piece clause(PolicyParser.ClauseContext clause) {
    Piece rule =
        new Piece.Prefixed(
            clause.kind.getText() + " " + clause.technology.getText() + " ", body(clause.body()));
    if (clause.because() == null) {
      return rule;
    }
    Token reason = clause.because().text;
    return new Piece.Reasoned(
        rule, gaps.between(clause.body().getStop(), reason), reason.getText());
  }

  private Piece body(PolicyParser.BodyContext body) {
    return enclosed(
        Bracket.BODY,
        body.LBRACE().getSymbol(),
        body.disjunction(),
        this::disjunction,
        body.RBRACE().getSymbol());
  }

  private <C extends ParserRuleContext> Piece enclosed(
      Bracket bracket, Token open, List<C> parts, Function<C, Piece> piece, Token close) {
    Token last = open;
    Gap gap = gaps.between(open, parts.isEmpty() ? close : parts.getFirst().getStart());
    Optional<String> afterOpen = gap.trailing();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      C part = parts.get(i);
      last = part.getStop();
      boolean isLast = i + 1 == parts.size();
      Gap next = gaps.between(last, isLast ? close : parts.get(i + 1).getStart());
      List<Comment> above = new ArrayList<>(gap.own());
      above.addAll(behindNot(part));
      entries.add(entry(above, part.getStart(), piece.apply(part), next.trailing()));
      gap = next;
    }
    boolean opened = !parts.isEmpty() && parts.getFirst().getStart().getLine() > open.getLine();
    return new Piece.Enclosed(bracket, opened, afterOpen, entries, gap.own());
  }

  private Piece disjunction(PolicyParser.DisjunctionContext disjunction) {
    return chain("or", disjunction.conjunction(), this::conjunction);
  }

  private Piece conjunction(PolicyParser.ConjunctionContext conjunction) {
    return chain("and", conjunction.negation(), this::negation);
  }

  private <C extends ParserRuleContext> Piece chain(
      String operator, List<C> parts, Function<C, Piece> piece) {
    if (parts.size() == 1) {
      return piece.apply(parts.getFirst());
    }
    List<Piece.Link> links = new ArrayList<>();
    Gap gap = Gap.EMPTY;
    for (int i = 0; i < parts.size(); i++) {
      C part = parts.get(i);
      boolean isLast = i + 1 == parts.size();
      Gap next = isLast ? Gap.EMPTY : gaps.between(part.getStop(), parts.get(i + 1).getStart());
      List<Comment> above = new ArrayList<>(gap.own());
      boolean broken = false;
      if (i > 0) {
        // What stands behind the first one's `not` is above the whole chain.
        above.addAll(behindNot(part));
        broken = part.getStart().getLine() > parts.get(i - 1).getStop().getLine();
      }
      Entry entry = new Entry(above, false, piece.apply(part), next.trailing());
      links.add(new Piece.Link(entry, broken || !above.isEmpty()));
      gap = next;
    }
    return new Piece.Chain(operator, links);
  }

  private Piece negation(PolicyParser.NegationContext negation) {
    Piece piece = primary(negation.primary());
    return negation.NOT().isEmpty()
        ? piece
        : new Piece.Prefixed("not ".repeat(negation.NOT().size()), piece);
  }

  /**
   * The comments behind the {@code not} of a part's first condition, be it before the claim or
   * before {@code in}: they cannot stay there.
   */
  private List<Comment> behindNot(ParserRuleContext part) {
    return switch (part) {
      case PolicyParser.ItemContext item when item.binding() != null ->
          behindNot(item.binding().disjunction());
      case PolicyParser.DisjunctionContext or -> behindNot(or.conjunction().getFirst());
      case PolicyParser.ConjunctionContext and -> behindNot(and.negation().getFirst());
      case PolicyParser.NegationContext negation -> {
        List<Comment> comments = new ArrayList<>();
        for (TerminalNode not : negation.NOT()) {
          append(gaps.after(not.getSymbol()), comments);
        }
        PolicyParser.TestContext test = negation.primary().test();
        if (test != null && test.NOT() != null) {
          append(gaps.after(test.NOT().getSymbol()), comments);
        }
        yield comments;
      }
      default -> List.of();
    };
  }

  private static void append(Gap gap, List<Comment> comments) {
    gap.trailing().ifPresent(text -> comments.add(new Comment(text, false)));
    gap.own().forEach(comment -> comments.add(new Comment(comment.text(), false)));
  }

  private Piece primary(PolicyParser.PrimaryContext primary) {
    if (primary.test() != null) {
      return test(primary.test());
    }
    if (primary.quantified() != null) {
      PolicyParser.QuantifiedContext quantified = primary.quantified();
      return new Piece.Prefixed(
          quantified.quantifier.getText() + " " + quantified.entries.getText() + " ",
          body(quantified.body()));
    }
    return enclosed(
        Bracket.GROUP,
        primary.LPAREN().getSymbol(),
        List.of(primary.disjunction()),
        this::disjunction,
        primary.RPAREN().getSymbol());
  }

  private Piece test(PolicyParser.TestContext test) {
    String claim = test.claim.getText();
    String not = test.NOT() == null ? " " : " not ";
    if (test.comparator() != null) {
      String sign = " " + test.comparator().getText() + " ";
      return new Piece.Prefixed(claim + sign, literal(test.literal()));
    }
    if (test.CONTAINS() != null) {
      return new Piece.Prefixed(claim + not + "contains ", literal(test.literal()));
    }
    if (test.collection() == null) {
      return new Piece.Text(claim);
    }
    PolicyParser.CollectionContext collection = test.collection();
    return new Piece.Prefixed(
        claim + not + "in ",
        collection.list() == null
            ? new Piece.Text(collection.alias.getText())
            : list(collection.list()));
  }

  private Piece list(PolicyParser.ListContext list) {
    return enclosed(
        Bracket.LIST,
        list.LBRACKET().getSymbol(),
        list.literal(),
        this::literal,
        list.RBRACKET().getSymbol());
  }

  private Piece literal(PolicyParser.LiteralContext literal) {
    if (literal.vector() == null) {
      return new Piece.Text(spelling((TerminalNode) literal.getChild(0)));
    }
    PolicyParser.VectorContext vector = literal.vector();
    return enclosed(
        Bracket.VECTOR,
        vector.LPAREN().getSymbol(),
        vector.floor(),
        this::floor,
        vector.RPAREN().getSymbol());
  }

  private Piece floor(PolicyParser.FloorContext floor) {
    return new Piece.Prefixed(
        floor.product.getText() + ": ",
        enclosed(
            Bracket.FLOOR,
            floor.LBRACE().getSymbol(),
            floor.component(),
            this::component,
            floor.RBRACE().getSymbol()));
  }

  private Piece component(PolicyParser.ComponentContext component) {
    return new Piece.Text(component.name.getText() + ": " + spelling(component.INTEGER()));
  }

  /** A literal as written, with hexadecimal digits in lower case. */
  private static String spelling(TerminalNode literal) {
    String text = literal.getText();
    return switch (literal.getSymbol().getType()) {
      case PolicyLexer.HEX, PolicyLexer.INTEGER -> text.toLowerCase(Locale.ROOT);
      default -> text;
    };
  }
}
