package dev.sealkeep.policy.assist;

import dev.sealkeep.policy.grammar.PolicyLexer;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimSchemas;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.antlr.v4.runtime.Token;

/** Finds what may stand at a place. */
final class Proposer {
  private final Place place;
  private final List<Item> items;
  private final String begun;
  private final List<Proposal> proposals = new ArrayList<>();

  /** Asks about a place where {@code begun} is written of a word. */
  Proposer(Place place, List<Item> items, String begun) {
    this.place = place;
    this.items = items;
    this.begun = begun;
  }

  List<Proposal> proposals() {
    switch (place.kind()) {
      case FILE -> file();
      case ITEM -> item();
      case LET, BODY, ENTRIES, GROUP -> condition();
      case CONST -> constant();
      case LIST -> values(place.enclosure().claim());
      case VECTOR -> products();
      case FLOOR -> components();
    }
    return proposals;
  }

  private void keywords(String... words) {
    for (String word : words) {
      proposals.add(Proposal.keyword(word));
    }
  }

  private void file() {
    if (place.unit().isEmpty()) {
      keywords("sealkeep 1");
    } else if (place.type(place.unit().size() - 1) == PolicyLexer.NEWLINE) {
      keywords("policy");
    }
  }

  private void item() {
    int written = place.unit().size();
    switch (place.type(0)) {
      case -1 -> keywords("permit", "forbid", "description", "reference", "const", "let");
      case PolicyLexer.PERMIT, PolicyLexer.FORBID -> {
        if (written == 1) {
          ClaimSchemas.technologies().forEach(this::technology);
        } else if (place.type(written - 1) == PolicyLexer.RBRACE) {
          keywords("because");
        }
      }
      case PolicyLexer.REFERENCE -> {
        if (place.type(written - 1) == PolicyLexer.ASSIGN) {
          keywords("set");
        }
      }
      default -> {}
    }
  }

  private void technology(String tag) {
    proposals.add(
        new Proposal(tag, Proposal.Kind.TECHNOLOGY, "technology", Meaning.ofTechnology(tag), tag));
  }

  private void constant() {
    if (place.unit().isEmpty()) {
      keywords("true", "false", "tcb");
    }
  }

  private void condition() {
    switch (place.type(0)) {
      case -1 -> beginning();
      case PolicyLexer.ANY, PolicyLexer.ALL -> {
        if (place.unit().size() == 1) {
          claims(claim -> claim.type() instanceof ClaimType.Entries);
        }
      }
      default -> test();
    }
  }

  private void beginning() {
    declared(PolicyLexer.LET, _ -> true);
    claims(claim -> !(claim.type() instanceof ClaimType.Entries));
    keywords("not", "any", "all");
  }

  private void claims(Predicate<Claim> wanted) {
    place.scope().claims(begun).stream()
        .filter(wanted)
        .forEach(
            claim ->
                proposals.add(
                    new Proposal(
                        claim.name(),
                        Proposal.Kind.CLAIM,
                        claim.type().describe(),
                        ClaimText.markdown(claim, place.scope().describe()),
                        claim.name())));
  }

  /** What follows a claim, an operator or a value; of a claim that is misspelt too. */
  private void test() {
    Optional<Claim> claim = place.claim();
    if (place.unit().size() == 1) {
      claim.ifPresent(c -> ClaimText.operators(c.type()).forEach(this::operator));
      if (claim.isEmpty() || claim.get().type() instanceof ClaimType.Bool) {
        joints();
      }
      return;
    }
    switch (place.type(place.unit().size() - 1)) {
      case PolicyLexer.EQ,
          PolicyLexer.NE,
          PolicyLexer.LT,
          PolicyLexer.LE,
          PolicyLexer.GT,
          PolicyLexer.GE,
          PolicyLexer.CONTAINS ->
          values(claim);
      case PolicyLexer.NOT -> {
        operator("in");
        if (claim.isEmpty() || claim.get().type() instanceof ClaimType.Words) {
          operator("contains");
        }
      }
      case PolicyLexer.IN -> {
        declared(PolicyLexer.REFERENCE, _ -> true);
        declared(PolicyLexer.CONST, Item::isList);
      }
      default -> joints();
    }
  }

  private void joints() {
    keywords("and", "or");
  }

  private void operator(String sign) {
    proposals.add(new Proposal(sign, Proposal.Kind.OPERATOR, "", "", sign));
  }

  private void values(Optional<Claim> claim) {
    claim.ifPresent(this::words);
    declared(PolicyLexer.CONST, item -> !item.isList());
  }

  private void words(Claim claim) {
    switch (claim.type()) {
      case ClaimType.Symbol symbol -> symbol.words().forEach(word -> word(word, claim));
      case ClaimType.Bool _ -> {
        word("true", claim);
        word("false", claim);
      }
      case ClaimType.Tcb _ -> keywords("tcb");
      case ClaimType.Int _,
          ClaimType.Bytes _,
          ClaimType.Text _,
          ClaimType.Words _,
          ClaimType.Entries _,
          ClaimType.Span _,
          ClaimType.Time _ -> {}
    }
  }

  private void word(String word, Claim claim) {
    proposals.add(new Proposal(word, Proposal.Kind.WORD, "a word of " + claim.name(), "", word));
  }

  private void declared(int keyword, Predicate<Item> wanted) {
    for (Item item : items) {
      boolean elsewhere = item.keyword() == keyword && isComplete(item) && wanted.test(item);
      item.name()
          .filter(_ -> elsewhere)
          .map(Token::getText)
          .ifPresent(
              name ->
                  proposals.add(
                      new Proposal(
                          name,
                          Proposal.Kind.DECLARED,
                          item.tokens().getFirst().getText(),
                          "",
                          name)));
    }
  }

  /** Not the item that is being written: no name stands for itself. */
  private boolean isComplete(Item item) {
    return place
        .item()
        .map(own -> own.tokens().getFirst().getStartIndex())
        .filter(start -> start == item.tokens().getFirst().getStartIndex())
        .isEmpty();
  }

  private void products() {
    if (!place.unit().isEmpty()) {
      return;
    }
    for (ClaimType.Tcb type : vectors()) {
      type.layouts()
          .forEach(
              (product, components) ->
                  proposals.add(
                      new Proposal(
                          product,
                          Proposal.Kind.VECTOR_PART,
                          String.join(", ", components),
                          "",
                          product + ": { " + String.join(": 0, ", components) + ": 0 }")));
    }
  }

  private void components() {
    if (!place.unit().isEmpty()) {
      return;
    }
    vectors().stream()
        .map(type -> type.layout(place.enclosure().product()))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            components ->
                components.forEach(
                    name ->
                        proposals.add(
                            new Proposal(
                                name,
                                Proposal.Kind.VECTOR_PART,
                                "a component of " + place.enclosure().product(),
                                "",
                                name + ": "))));
  }

  /** The types of vector that can be meant: the claim's, or in a constant any. */
  private List<ClaimType.Tcb> vectors() {
    return Vectors.of(place.enclosure().claim());
  }
}
