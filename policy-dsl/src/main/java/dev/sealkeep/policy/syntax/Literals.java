package dev.sealkeep.policy.syntax;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.schema.HashAlgorithm;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.Token;

/** Reads the tokens of literals. What does not read is reported once and becomes faulty. */
final class Literals {
  /** A century: longer than any certificate lives, and far from any overflow. */
  private static final long MAX_SECONDS = Duration.ofDays(36_525).toSeconds();

  private final Diagnostics diagnostics;

  Literals(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  Literal number(Token token) {
    Region region = Regions.of(token);
    OptionalLong value = unsigned(token);
    return value.isPresent()
        ? new Literal.Int(value.getAsLong(), region)
        : new Literal.Faulty(region);
  }

  /** An integer below 2^64, decimal or after {@code 0x}. */
  OptionalLong unsigned(Token token) {
    String text = token.getText();
    boolean hex = text.startsWith("0x");
    try {
      return OptionalLong.of(
          hex ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text));
    } catch (NumberFormatException e) {
      diagnostics.add(
          DiagnosticCode.OUT_OF_RANGE,
          Regions.of(token),
          "a number is less than 2 to the power 64");
      return OptionalLong.empty();
    }
  }

  Literal span(Token token) {
    Region region = Regions.of(token);
    String text = token.getText();
    ChronoUnit unit =
        switch (text.charAt(text.length() - 1)) {
          case 'd' -> ChronoUnit.DAYS;
          case 'h' -> ChronoUnit.HOURS;
          case 'm' -> ChronoUnit.MINUTES;
          default -> ChronoUnit.SECONDS;
        };
    String digits = text.substring(0, text.length() - 1).replaceFirst("^0+(?=.)", "");
    long most = MAX_SECONDS / unit.getDuration().toSeconds();
    // Ten digits hold every allowed count, and no ten digits overflow a long.
    if (digits.length() > 10 || Long.parseLong(digits) > most) {
      String message = "a duration is at most 36525 days";
      diagnostics.add(DiagnosticCode.OUT_OF_RANGE, region, message);
      return new Literal.Faulty(region);
    }
    return new Literal.Span(Duration.of(Long.parseLong(digits), unit), region);
  }

  Literal hex(Token token) {
    Region region = Regions.of(token);
    int quote = token.getText().indexOf('"');
    Optional<HashAlgorithm> hash = HashAlgorithm.ofPrefix(token.getText().substring(0, quote));
    String body = token.getText().substring(quote + 1);
    if (!body.endsWith("\"")) {
      return faulty(region, "the closing quote is missing");
    }
    String digits = body.substring(0, body.length() - 1).toLowerCase(Locale.ROOT);
    for (int i = 0; i < digits.length(); i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        int before = region.column() + quote + 1 + digits.codePointCount(0, i);
        return faulty(new Region(region.line(), before, 1), "this is not a hexadecimal digit");
      }
    }
    if (digits.length() % 2 != 0) {
      return faulty(region, "hexadecimal digits come in pairs; there are " + digits.length());
    }
    return hash.isPresent() && hash.get().length() != digits.length() / 2
        ? faulty(
            region,
            hash.get().describe()
                + " has "
                + 2 * hash.get().length()
                + " digits; there are "
                + digits.length())
        : new Literal.Hex(ClaimValue.Bytes.ofHex(digits), hash, region);
  }

  Literal text(Token token) {
    Region region = Regions.of(token);
    return unquote(token)
        .<Literal>map(value -> new Literal.Text(value, region))
        .orElseGet(() -> new Literal.Faulty(region));
  }

  /** The text between quotes, with {@code \"} and {@code \\} resolved. */
  Optional<String> unquote(Token token) {
    String source = token.getText();
    StringBuilder text = new StringBuilder();
    int i = 1;
    for (; i < source.length() && source.charAt(i) != '"'; i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
        c = i < source.length() ? source.charAt(i) : ' ';
        if (c != '"' && c != '\\') {
          int column = Regions.of(token).column() + source.codePointCount(0, i - 1);
          faulty(
              new Region(token.getLine(), column, 2),
              "after a backslash comes a quote or a backslash");
          return Optional.empty();
        }
      }
      text.append(c);
    }
    if (i >= source.length()) {
      faulty(Regions.of(token), "the closing quote is missing");
      return Optional.empty();
    }
    return Optional.of(text.toString());
  }

  private Literal faulty(Region region, String message) {
    diagnostics.add(DiagnosticCode.BAD_LITERAL, region, message);
    return new Literal.Faulty(region);
  }
}
