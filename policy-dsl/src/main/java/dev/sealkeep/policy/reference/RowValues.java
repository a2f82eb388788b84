package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the value of a row as its claim's type. */
final class RowValues {
  /** What reading a value gave. */
  sealed interface Reading {}

  /** A value of the claim's type. */
  record Value(ClaimValue value) implements Reading {}

  /** Why there is none. */
  record Fault(Region region, String message, Optional<String> suggestion) implements Reading {}

  private RowValues() {}

  static Reading read(Claim claim, RowScanner.Cell cell) {
    return switch (claim.type()) {
      case ClaimType.Bytes bytes -> hex(claim, bytes, cell);
      case ClaimType.Int range -> number(claim, range, cell);
      case ClaimType.Text text -> text(claim, text, cell);
      case ClaimType.Symbol symbol -> symbol(claim, symbol, cell);
      case ClaimType.Bool _,
          ClaimType.Words _,
          ClaimType.Entries _,
          ClaimType.Span _,
          ClaimType.Time _,
          ClaimType.Tcb _ ->
          fault(cell, "`" + claim.name() + "` cannot stand in a set");
    };
  }

  private static Reading hex(Claim claim, ClaimType.Bytes type, RowScanner.Cell cell) {
    String digits = cell.text();
    for (int i = 0; i < digits.length(); i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        int column = cell.region().column() + digits.codePointCount(0, i);
        return new Fault(
            new Region(cell.region().line(), column, 1),
            "this is not a hexadecimal digit",
            Optional.of("`" + claim.name() + "` is " + type.describe() + ", written as digits"));
      }
    }
    return digits.length() % 2 == 0 && type.admitsLength(digits.length() / 2)
        ? new Value(ClaimValue.Bytes.ofHex(digits))
        : fault(
            cell,
            "`"
                + claim.name()
                + "` is "
                + type.describe()
                + ", that is "
                + digits(type)
                + " digits; there are "
                + digits.length());
  }

  private static String digits(ClaimType.Bytes type) {
    return type.min() == type.max()
        ? String.valueOf(2 * type.max())
        : 2 * type.min() + " to " + 2 * type.max();
  }

  private static Reading number(Claim claim, ClaimType.Int type, RowScanner.Cell cell) {
    String text = cell.text();
    boolean hex = text.startsWith("0x");
    String digits = hex ? text.substring(2) : text;
    // The platform's parser takes a leading plus sign; the language does not.
    boolean plausible = !digits.isEmpty() && !digits.startsWith("+");
    try {
      long value = plausible ? Long.parseUnsignedLong(digits, hex ? 16 : 10) : 0;
      if (plausible && type.admits(value)) {
        return new Value(new ClaimValue.Int(value));
      }
    } catch (NumberFormatException e) {
      // The message below says what was expected.
    }
    return fault(cell, "`" + claim.name() + "` is " + type.describe());
  }

  private static Reading symbol(Claim claim, ClaimType.Symbol type, RowScanner.Cell cell) {
    Optional<String> word = unquote(cell.text());
    if (word.isPresent() && type.words().contains(word.get())) {
      return new Value(new ClaimValue.Symbol(word.get()));
    }
    String message = "`" + claim.name() + "` is " + type.describe() + ", in quotes";
    String bare = word.orElse(cell.text());
    return new Fault(
        cell.region(),
        message,
        type.words().contains(bare) ? Optional.empty() : Spelling.suggest(bare, type.words()));
  }

  private static Reading text(Claim claim, ClaimType.Text type, RowScanner.Cell cell) {
    return unquote(cell.text())
        .filter(type::admits)
        .<Reading>map(text -> new Value(new ClaimValue.Text(text)))
        .orElseGet(
            () ->
                fault(
                    cell,
                    "`"
                        + claim.name()
                        + "` is text in quotes, at most "
                        + ClaimType.Text.MAX_LENGTH
                        + " characters, with \\\" for a quote and \\\\ for a backslash"));
  }

  private static Optional<String> unquote(String cell) {
    if (cell.length() < 2 || cell.charAt(0) != '"') {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == '"') {
        return i == cell.length() - 1 ? Optional.of(text.toString()) : Optional.empty();
      }
      if (c == '\\') {
        i++;
        c = i < cell.length() ? cell.charAt(i) : ' ';
        if (c != '"' && c != '\\') {
          return Optional.empty();
        }
      }
      text.append(c);
    }
    return Optional.empty();
  }

  private static Fault fault(RowScanner.Cell cell, String message) {
    return new Fault(cell.region(), message, Optional.empty());
  }
}
