package dev.sealkeep.policy.document;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value of one claim from a document. */
final class ValueReader {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,10})([dhms])");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final Claim claim;
  private final List<String> problems;

  /**
   * Reads values of a claim.
   *
   * @param problems receives what is wrong
   */
  ValueReader(Claim claim, List<String> problems) {
    this.claim = claim;
    this.problems = problems;
  }

  /** The value; empty, with a problem noted, if it is not one of the claim's, or null. */
  Optional<ClaimValue> read(@Nullable Object value) {
    int before = problems.size();
    Optional<ClaimValue> read =
        Optional.<Object>ofNullable(value).flatMap(this::parse).filter(claim.type()::admits);
    if (read.isEmpty() && problems.size() == before) {
      problems.add(
          "`" + claim.name() + "` is " + claim.type().describe() + ", not " + shown(value));
    }
    return read;
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return value instanceof String ? '"' + text + '"' : text;
  }

  private Optional<ClaimValue> parse(Object value) {
    return switch (claim.type()) {
      case ClaimType.Bool _ ->
          value instanceof Boolean flag ? Optional.of(new ClaimValue.Bool(flag)) : Optional.empty();
      case ClaimType.Int _ -> number(value).map(ClaimValue.Int::new);
      case ClaimType.Symbol _ -> text(value).map(ClaimValue.Symbol::new);
      case ClaimType.Text _ -> text(value).map(ClaimValue.Text::new);
      case ClaimType.Bytes _ -> text(value).flatMap(ValueReader::bytes);
      case ClaimType.Words _ -> words(value);
      case ClaimType.Span _ -> text(value).flatMap(ValueReader::span);
      case ClaimType.Time _ -> text(value).flatMap(ValueReader::time);
      case ClaimType.Tcb type -> tcb(type, value);
      case ClaimType.Entries type -> entries(type, value);
    };
  }

  private static Optional<String> text(Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Long> number(Object value) {
    return switch (value) {
      case Integer number when number >= 0 -> Optional.of(number.longValue());
      case Long number when number >= 0 -> Optional.of(number);
      case BigInteger number when number.signum() >= 0 && number.compareTo(MAX) <= 0 ->
          Optional.of(number.longValue());
      case String digits when DIGITS.matcher(digits).matches() -> number(new BigInteger(digits));
      default -> Optional.empty();
    };
  }

  private static Optional<ClaimValue> bytes(String digits) {
    try {
      return Optional.of(ClaimValue.Bytes.ofHex(digits));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClaimValue> words(Object value) {
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      return Optional.empty();
    }
    return Optional.of(new ClaimValue.Words(list.stream().map(String.class::cast).toList()));
  }

  private static Optional<ClaimValue> span(String text) {
    Matcher counted = SPAN.matcher(text);
    try {
      return Optional.of(
          new ClaimValue.Span(
              counted.matches()
                  ? Duration.ofSeconds(
                      Long.parseLong(counted.group(1)) * seconds(counted.group(2).charAt(0)))
                  : Duration.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long seconds(char unit) {
    return switch (unit) {
      case 'd' -> 86_400;
      case 'h' -> 3_600;
      case 'm' -> 60;
      default -> 1;
    };
  }

  private static Optional<ClaimValue> time(String text) {
    try {
      return Optional.of(new ClaimValue.Time(Instant.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClaimValue> tcb(ClaimType.Tcb type, Object value) {
    if (!(value instanceof Map<?, ?> map)
        || map.size() != 1
        || !(map.keySet().iterator().next() instanceof String product)
        || !(map.values().iterator().next() instanceof Map<?, ?> given)
        || type.layout(product).isEmpty()) {
      return Optional.empty();
    }
    SequencedMap<String, Integer> components = new LinkedHashMap<>();
    for (String name : type.layout(product).get()) {
      if (given.get(name) instanceof Integer number) {
        components.put(name, number);
      }
    }
    return components.size() == given.size()
        ? Optional.of(new ClaimValue.Tcb(product, components))
        : Optional.empty();
  }

  private Optional<ClaimValue> entries(ClaimType.Entries type, Object value) {
    if (!(value instanceof List<?> list)) {
      return Optional.empty();
    }
    List<Map<String, ClaimValue>> entries = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> fields)) {
        return Optional.empty();
      }
      entries.add(entry(type, fields));
    }
    return Optional.of(new ClaimValue.Entries(entries));
  }

  private Map<String, ClaimValue> entry(ClaimType.Entries type, Map<?, ?> fields) {
    Map<String, ClaimValue> entry = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          Optional<Claim> field = type.field(String.valueOf(name));
          if (field.isEmpty()) {
            problems.add("`" + name + "` is not a field of the entries of `" + claim.name() + "`");
          } else {
            new ValueReader(field.get(), problems)
                .read(value)
                .ifPresent(read -> entry.put(field.get().name(), read));
          }
        });
    return entry;
  }
}
