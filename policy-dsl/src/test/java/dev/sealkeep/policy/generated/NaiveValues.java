package dev.sealkeep.policy.generated;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Literal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares values by their spelling and by big integers, as the real evaluator does not. */
final class NaiveValues {
  private NaiveValues() {}

  /** Whether a value is one of a type, by the words of the reference documentation. */
  static boolean isOf(ClaimType type, ClaimValue value) {
    return switch (type) {
      case ClaimType.Bool _ -> value instanceof ClaimValue.Bool;
      case ClaimType.Int range ->
          value instanceof ClaimValue.Int number
              && unsigned(range.min()).compareTo(unsigned(number.value())) <= 0
              && unsigned(range.max()).compareTo(unsigned(number.value())) >= 0;
      case ClaimType.Symbol symbol ->
          value instanceof ClaimValue.Symbol word
              && Set.copyOf(symbol.words()).contains(word.value());
      case ClaimType.Bytes bytes ->
          value instanceof ClaimValue.Bytes octets
              && octets.hex().length() >= 2 * bytes.min()
              && octets.hex().length() <= 2 * bytes.max();
      case ClaimType.Text _ -> value instanceof ClaimValue.Text text && isPrintable(text.value());
      case ClaimType.Words _ ->
          value instanceof ClaimValue.Words words
              && words.values().stream().allMatch(NaiveValues::isPrintable);
      case ClaimType.Span _ -> value instanceof ClaimValue.Span span && nanos(span).signum() >= 0;
      case ClaimType.Time _ -> value instanceof ClaimValue.Time;
      case ClaimType.Entries list ->
          value instanceof ClaimValue.Entries entries
              && entries.entries().stream().skip(list.maxEntries()).findAny().isEmpty();
      case ClaimType.Tcb tcb ->
          value instanceof ClaimValue.Tcb vector
              && tcb.layout(vector.product()).map(Set::copyOf).stream()
                  .anyMatch(vector.components().keySet()::equals)
              && Set.copyOf(vector.components().values()).stream()
                  .allMatch(component -> component >>> 8 == 0);
    };
  }

  private static boolean isPrintable(String text) {
    return text.length() <= 1024 && text.matches("[^\\p{C}\\p{Zl}\\p{Zp}]*");
  }

  static boolean isTrue(ClaimValue value) {
    return value.equals(new ClaimValue.Bool(true));
  }

  /** The words of a set, or the spelling of any other value alone. */
  static List<String> words(ClaimValue value) {
    return value instanceof ClaimValue.Words words ? words.values() : List.of(spelt(value));
  }

  /** Whether {@code value SIGN literal} holds. */
  static boolean holds(ClaimValue value, String sign, Literal literal) {
    return switch (sign) {
      case "==" -> isSame(value, literal);
      case "!=" -> !isSame(value, literal);
      default -> {
        int order = number(value).compareTo(number(value, literal));
        yield (sign.endsWith("=") && order == 0)
            || (sign.startsWith("<") && order < 0)
            || (sign.startsWith(">") && order > 0);
      }
    };
  }

  private static boolean isSame(ClaimValue value, Literal literal) {
    return (value instanceof ClaimValue.Time || value instanceof ClaimValue.Span)
        ? number(value).equals(number(value, literal))
        : spelt(value).equals(spelt(literal));
  }

  /** Whether a vector meets the floor of its product; empty if none is listed. */
  static Optional<Boolean> meetsFloor(ClaimValue value, String sign, Literal.Tcb floors) {
    if (!(value instanceof ClaimValue.Tcb vector)) {
      throw new AssertionError("no vector: " + value);
    }
    return floors.floors().stream()
        .filter(floor -> floor.product().text().equals(vector.product()))
        .findFirst()
        .map(
            floor ->
                floor.components().stream()
                    .map(c -> c.value() - vector.components().getOrDefault(c.name().text(), -1))
                    .allMatch(lack -> sign.equals("==") ? lack == 0 : lack <= 0));
  }

  private static BigInteger unsigned(long number) {
    return new BigInteger(Long.toUnsignedString(number));
  }

  private static BigInteger nanos(ClaimValue.Span span) {
    return nanos(span.value());
  }

  private static BigInteger nanos(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BigInteger.TEN.pow(9))
        .add(BigInteger.valueOf(duration.getNano()));
  }

  private static BigInteger nanos(Instant time) {
    return nanos(Duration.ofSeconds(time.getEpochSecond(), time.getNano()));
  }

  private static BigInteger number(ClaimValue value) {
    return switch (value) {
      case ClaimValue.Int number -> unsigned(number.value());
      case ClaimValue.Span span -> nanos(span);
      case ClaimValue.Time time -> nanos(time.value());
      case ClaimValue.Bool _,
          ClaimValue.Symbol _,
          ClaimValue.Text _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Bytes _,
          ClaimValue.Tcb _ ->
          throw new AssertionError("no order: " + value);
    };
  }

  /** The literal as a number, of the kind that the value is. */
  private static BigInteger number(ClaimValue value, Literal literal) {
    return switch (literal) {
      case Literal.Int number -> unsigned(number.value());
      case Literal.Span span -> nanos(span.value());
      case Literal.Text text when value instanceof ClaimValue.Time ->
          nanos(Instant.parse(text.value()));
      case Literal.Flag _,
          Literal.Symbol _,
          Literal.Hex _,
          Literal.Text _,
          Literal.Tcb _,
          Literal.Faulty _ ->
          throw new AssertionError("no order: " + literal);
    };
  }

  private static String spelt(ClaimValue value) {
    return switch (value) {
      case ClaimValue.Text text -> text.value();
      case ClaimValue.Bytes bytes -> bytes.hex();
      case ClaimValue.Bool _,
          ClaimValue.Int _,
          ClaimValue.Symbol _,
          ClaimValue.Words _,
          ClaimValue.Entries _,
          ClaimValue.Time _,
          ClaimValue.Span _,
          ClaimValue.Tcb _ ->
          value.display();
    };
  }

  static String spelt(Literal literal) {
    return switch (literal) {
      case Literal.Flag flag -> Boolean.toString(flag.value());
      case Literal.Int number -> Long.toUnsignedString(number.value());
      case Literal.Symbol symbol -> symbol.word();
      case Literal.Hex hex -> hex.value().hex();
      case Literal.Text text -> text.value();
      case Literal.Span _, Literal.Tcb _, Literal.Faulty _ ->
          throw new AssertionError("never an element of a list: " + literal);
    };
  }
}
