package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** What a word stands for where it stands. */
sealed interface Meaning {
  /** The meaning in Markdown. */
  String markdown(String source);

  /** Where it is declared, if this policy declares it. */
  default Optional<Token> declaration() {
    return Optional.empty();
  }

  /** Something that needs no source to be explained. */
  record Known(String text) implements Meaning {
    @Override
    public String markdown(String source) {
      return text;
    }
  }

  /** A name that the policy declares. */
  record Declared(Item item) implements Meaning {
    @Override
    public String markdown(String source) {
      int start = item.tokens().getFirst().getStartIndex();
      int end = item.last().getStopIndex() + 1;
      return "```sealkeep\n"
          + source.substring(source.offsetByCodePoints(0, start), source.offsetByCodePoints(0, end))
          + "\n```";
    }

    @Override
    public Optional<Token> declaration() {
      return item.name();
    }
  }

  /** The meaning of a word at a place; empty if it has none that is known. */
  static Optional<Meaning> of(Token word, Place place, List<Item> items) {
    return switch (place.kind()) {
      case FILE -> Optional.empty();
      case ITEM -> ofItem(word, place, items);
      case CONST -> Optional.empty();
      case LET, BODY, ENTRIES, GROUP -> ofCondition(word, place, items);
      case LIST ->
          declared(word, items, PolicyLexer.CONST)
              .or(() -> place.enclosure().claim().flatMap(claim -> ofValue(word, claim)));
      case VECTOR -> place.unit().isEmpty() ? ofProduct(word, place) : Optional.empty();
      case FLOOR -> place.unit().isEmpty() ? ofComponent(word, place) : Optional.empty();
    };
  }

  private static Optional<Meaning> ofItem(Token word, Place place, List<Item> items) {
    if (place.unit().size() != 1) {
      return Optional.empty();
    }
    return switch (place.type(0)) {
      case PolicyLexer.PERMIT, PolicyLexer.FORBID ->
          Optional.of(ofTechnology(word.getText())).filter(t -> !t.isEmpty()).map(Known::new);
      case PolicyLexer.REFERENCE, PolicyLexer.CONST, PolicyLexer.LET ->
          declared(word, items, place.type(0));
      default -> Optional.empty();
    };
  }

  /** A technology in Markdown; empty if it is none. */
  static String ofTechnology(String tag) {
    return ClaimSchemas.forTechnology(tag)
        .map(
            schema ->
                "Technology `%s`: evidence that its root verified. It has %d claims."
                    .formatted(tag, schema.names().size()))
        .orElse("");
  }

  private static Optional<Meaning> ofCondition(Token word, Place place, List<Item> items) {
    if (place.unit().isEmpty()) {
      return declared(word, items, PolicyLexer.LET).or(() -> ofClaim(word, place));
    }
    int last = place.type(place.unit().size() - 1);
    return switch (last) {
      case PolicyLexer.ANY, PolicyLexer.ALL -> ofClaim(word, place);
      case PolicyLexer.IN ->
          declared(word, items, PolicyLexer.REFERENCE)
              .or(() -> declared(word, items, PolicyLexer.CONST));
      case PolicyLexer.EQ,
          PolicyLexer.NE,
          PolicyLexer.LT,
          PolicyLexer.LE,
          PolicyLexer.GT,
          PolicyLexer.GE,
          PolicyLexer.CONTAINS ->
          declared(word, items, PolicyLexer.CONST)
              .or(() -> place.claim().flatMap(claim -> ofValue(word, claim)));
      default -> Optional.empty();
    };
  }

  private static Optional<Meaning> ofClaim(Token word, Place place) {
    return place
        .scope()
        .claim(word.getText())
        .map(claim -> new Known(ClaimText.markdown(claim, place.scope().describe())));
  }

  private static Optional<Meaning> ofValue(Token word, Claim claim) {
    return claim.type() instanceof ClaimType.Symbol symbol
            && symbol.words().contains(word.getText())
        ? Optional.of(
            new Known(
                "`%s`: a word of `%s`, which is %s."
                    .formatted(word.getText(), claim.name(), symbol.describe())))
        : Optional.empty();
  }

  private static Optional<Meaning> ofProduct(Token word, Place place) {
    return Vectors.of(place.enclosure().claim()).stream()
        .flatMap(type -> type.layout(word.getText()).stream())
        .findFirst()
        .map(
            components ->
                new Known(
                    "Product `%s`: components %s, 0 to %d each."
                        .formatted(
                            word.getText(),
                            String.join(", ", components),
                            ClaimType.Tcb.MAX_COMPONENT)));
  }

  private static Optional<Meaning> ofComponent(Token word, Place place) {
    return Vectors.of(place.enclosure().claim()).stream()
        .flatMap(type -> type.layout(place.enclosure().product()).stream())
        .filter(components -> components.contains(word.getText()))
        .findFirst()
        .map(
            _ ->
                new Known(
                    "`%s`: a component of the TCB of `%s`, 0 to %d."
                        .formatted(
                            word.getText(),
                            place.enclosure().product(),
                            ClaimType.Tcb.MAX_COMPONENT)));
  }

  private static Optional<Meaning> declared(Token word, List<Item> items, int keyword) {
    return items.stream()
        .filter(item -> item.keyword() == keyword)
        .filter(item -> item.name().filter(n -> n.getText().equals(word.getText())).isPresent())
        .findFirst()
        .map(Declared::new);
  }
}
