package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.syntax.SourceTokens;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * The text of a policy while it is written, whole or broken. No method throws, whatever the text
 * and whatever the place; of a text that is longer than a policy can be, nothing is said.
 * Immutable.
 */
public final class Draft {
  private final String source;
  private final SourceTokens tokens;
  private final List<Item> items;

  private Draft(String source, SourceTokens tokens) {
    this.source = source;
    this.tokens = tokens;
    this.items = Item.among(tokens.before(Integer.MAX_VALUE));
  }

  /** Looks at any string. */
  public static Draft of(String source) {
    return new Draft(source, SourceTokens.of(source));
  }

  /** What may stand at a place, with the word that is begun there or around it. */
  public Completions complete(int place) {
    if (isWithinCommentOrText(place)) {
      return new Completions(new Span(place, place), List.of());
    }
    Optional<Token> begun =
        tokens.tokens().stream()
            .filter(token -> Words.isWord(token.getType()))
            .filter(t -> t.getStartIndex() < place && place <= t.getStopIndex() + 1)
            .findFirst();
    Span replaced = begun.map(Span::of).orElse(new Span(place, place));
    String written = begun.map(t -> t.getText().substring(0, place - t.getStartIndex())).orElse("");
    return new Completions(
        replaced, new Proposer(at(replaced.start()), items, written).proposals());
  }

  /** What the word at a place means; empty if nothing can be said about it. */
  public Optional<Explanation> explain(int place) {
    return wordAt(place)
        .flatMap(
            word ->
                Meaning.of(word, at(word.getStartIndex()), items)
                    .map(meaning -> meaning.markdown(source))
                    .map(markdown -> new Explanation(Span.of(word), markdown)));
  }

  /** Where the name at a place is declared; empty if it is not one that this policy declares. */
  public Optional<Span> definition(int place) {
    return wordAt(place)
        .flatMap(word -> Meaning.of(word, at(word.getStartIndex()), items))
        .flatMap(Meaning::declaration)
        .map(Span::of);
  }

  /** The items of the policy in their order, those without a name yet left out. */
  public List<OutlineEntry> outline() {
    return items.stream().flatMap(item -> entry(item).stream()).toList();
  }

  /** The policy's name; empty if it is not written yet. */
  public Optional<Explanation> title() {
    List<Token> all = tokens.tokens();
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i - 1).getType() == PolicyLexer.POLICY && Words.isWord(all.get(i).getType())) {
        return Optional.of(new Explanation(Span.of(all.get(i)), all.get(i).getText()));
      }
    }
    return Optional.empty();
  }

  private static Optional<OutlineEntry> entry(Item item) {
    if (item.name().isEmpty()) {
      return Optional.empty();
    }
    Token name = item.name().get();
    Span whole = Span.of(item.tokens().getFirst(), item.last());
    String clause = item.tokens().getFirst().getText() + " " + name.getText();
    return switch (item.keyword()) {
      case PolicyLexer.REFERENCE -> entry(OutlineEntry.Kind.REFERENCE, name.getText(), name, whole);
      case PolicyLexer.CONST -> entry(OutlineEntry.Kind.CONSTANT, name.getText(), name, whole);
      case PolicyLexer.LET -> entry(OutlineEntry.Kind.CONDITION, name.getText(), name, whole);
      case PolicyLexer.PERMIT -> entry(OutlineEntry.Kind.PERMIT, clause, name, whole);
      case PolicyLexer.FORBID -> entry(OutlineEntry.Kind.FORBID, clause, name, whole);
      default -> Optional.empty();
    };
  }

  private static Optional<OutlineEntry> entry(
      OutlineEntry.Kind kind, String name, Token named, Span whole) {
    return Optional.of(new OutlineEntry(name, kind, Span.of(named), whole));
  }

  private Place at(int place) {
    List<String> technologies =
        items.stream()
            .filter(Item::isClause)
            .flatMap(item -> item.name().stream())
            .map(Token::getText)
            .distinct()
            .toList();
    return Place.behind(tokens.before(place), new Scope.Technologies(technologies));
  }

  private Optional<Token> wordAt(int place) {
    return tokens.tokens().stream()
        .filter(token -> Words.isWord(token.getType()))
        .filter(token -> token.getStartIndex() <= place && place <= token.getStopIndex() + 1)
        .reduce((_, later) -> later);
  }

  private boolean isWithinCommentOrText(int place) {
    return tokens.comments().stream()
            .anyMatch(c -> c.getStartIndex() < place && place <= c.getStopIndex() + 1)
        || tokens.tokens().stream()
            .filter(t -> t.getType() == PolicyLexer.STRING || t.getType() == PolicyLexer.HEX)
            .anyMatch(t -> t.getStartIndex() < place && place <= t.getStopIndex());
  }
}
