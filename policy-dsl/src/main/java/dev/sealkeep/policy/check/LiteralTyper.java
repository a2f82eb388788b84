package dev.sealkeep.policy.check;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Literal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Types a literal as a value of a claim. */
final class LiteralTyper {
  private final Diagnostics diagnostics;

  LiteralTyper(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The value, or empty if the literal is not one of the claim's, which is then reported. */
  Optional<ClaimValue> type(Claim claim, Literal literal) {
    return switch (claim.type()) {
      case ClaimType.Bool _ when literal instanceof Literal.Flag flag ->
          Optional.of(new ClaimValue.Bool(flag.value()));
      case ClaimType.Int range when literal instanceof Literal.Int number ->
          number(claim, range, number);
      case ClaimType.Symbol words when literal instanceof Literal.Symbol symbol ->
          symbol(claim, words, symbol);
      case ClaimType.Bytes bytes when literal instanceof Literal.Hex hex ->
          bytes(claim, bytes, hex);
      case ClaimType.Text type when literal instanceof Literal.Text text -> text(claim, type, text);
      case ClaimType.Words _ when literal instanceof Literal.Text text ->
          text(claim, new ClaimType.Text(), text);
      case ClaimType.Span _ when literal instanceof Literal.Span span ->
          Optional.of(new ClaimValue.Span(span.value()));
      case ClaimType.Time _ when literal instanceof Literal.Text text -> time(claim, text);
      case ClaimType.Bool _,
          ClaimType.Int _,
          ClaimType.Symbol _,
          ClaimType.Bytes _,
          ClaimType.Text _,
          ClaimType.Words _,
          ClaimType.Entries _,
          ClaimType.Span _,
          ClaimType.Time _,
          ClaimType.Tcb _ ->
          mismatch(claim, literal);
    };
  }

  /** The vector of each product of a TCB floor. */
  Optional<Map<String, ClaimValue.Tcb>> floors(Claim claim, ClaimType.Tcb type, Literal literal) {
    if (literal instanceof Literal.Tcb tcb) {
      return new FloorTyper(type, diagnostics).type(tcb);
    }
    mismatch(claim, literal);
    return Optional.empty();
  }

  private Optional<ClaimValue> number(Claim claim, ClaimType.Int range, Literal.Int number) {
    if (range.admits(number.value())) {
      return Optional.of(new ClaimValue.Int(number.value()));
    }
    diagnostics.add(
        DiagnosticCode.OUT_OF_RANGE,
        number.region(),
        "`" + claim.name() + "` is " + range.describe());
    return Optional.empty();
  }

  private Optional<ClaimValue> symbol(Claim claim, ClaimType.Symbol type, Literal.Symbol symbol) {
    if (type.words().contains(symbol.word())) {
      return Optional.of(new ClaimValue.Symbol(symbol.word()));
    }
    diagnostics.add(
        DiagnosticCode.UNKNOWN_SYMBOL,
        symbol.region(),
        "`" + claim.name() + "` is " + type.describe(),
        Spelling.suggest(symbol.word(), type.words()));
    return Optional.empty();
  }

  private Optional<ClaimValue> bytes(Claim claim, ClaimType.Bytes type, Literal.Hex hex) {
    if (hex.hash().isPresent() && type.hash().isPresent() && !hex.hash().equals(type.hash())) {
      return mismatch(claim, hex);
    }
    if (type.admitsLength(hex.value().length())) {
      return Optional.of(hex.value());
    }
    diagnostics.add(
        DiagnosticCode.WRONG_LENGTH,
        hex.region(),
        "`" + claim.name() + "` is " + type.describe() + "; these are " + hex.value().length());
    return Optional.empty();
  }

  private Optional<ClaimValue> text(Claim claim, ClaimType.Text type, Literal.Text text) {
    if (type.admits(text.value())) {
      return Optional.of(new ClaimValue.Text(text.value()));
    }
    diagnostics.add(
        DiagnosticCode.OUT_OF_RANGE,
        text.region(),
        "`" + claim.name() + "` is at most " + ClaimType.Text.MAX_LENGTH + " printable characters");
    return Optional.empty();
  }

  private Optional<ClaimValue> time(Claim claim, Literal.Text text) {
    try {
      return Optional.of(new ClaimValue.Time(Instant.parse(text.value())));
    } catch (DateTimeParseException e) {
      diagnostics.add(
          DiagnosticCode.BAD_LITERAL,
          text.region(),
          "`" + claim.name() + "` is a time of ISO 8601 in UTC",
          "write it as " + claim.type().example());
      return Optional.empty();
    }
  }

  private Optional<ClaimValue> mismatch(Claim claim, Literal literal) {
    if (literal instanceof Literal.Faulty) {
      return Optional.empty();
    }
    String suggestion =
        claim.type() instanceof ClaimType.Symbol symbol
                && literal instanceof Literal.Text text
                && symbol.words().contains(text.value())
            ? "write `" + text.value() + "` without quotes"
            : "write a value such as " + claim.type().example();
    diagnostics.add(
        DiagnosticCode.TYPE_MISMATCH,
        literal.region(),
        "`" + claim.name() + "` is " + claim.type().describe() + ", not " + literal.describe(),
        suggestion);
    return Optional.empty();
  }
}
