package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.schema.ClaimType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * Values of a type that stand for all of them: whatever some atoms can answer, one of these gives
 * it as an answer. They are the values mentioned, the neighbours of those that have an order, and
 * values that nothing mentions.
 *
 * @param values what is mentioned first
 * @param made values of bytes or text that nothing mentions
 */
record Candidates(SequencedSet<ClaimValue> values, List<ClaimValue> made) {
  /** How a made-up value of bytes is filled, so that it does not look like an empty field. */
  private static final byte FILLER = (byte) 0xa5;

  /**
   * The candidates for some atoms.
   *
   * @param count how many values to make
   */
  static Candidates of(ClaimType type, Collection<Atom> atoms, int count) {
    SequencedSet<ClaimValue> mentioned = mentioned(type, atoms);
    SequencedSet<ClaimValue> values = new LinkedHashSet<>(mentioned);
    neighbours(type, mentioned).stream().filter(type::admits).forEach(values::add);
    return new Candidates(values, made(type, mentioned, count));
  }

  /** Values that no atom mentions and that stand for all such. */
  static List<ClaimValue> unmentioned(ClaimType type, Collection<Atom> atoms) {
    Candidates candidates = of(type, atoms, 1);
    SequencedSet<ClaimValue> mentioned = mentioned(type, atoms);
    return Stream.concat(candidates.made().stream(), candidates.values().stream())
        .filter(value -> !mentioned.contains(value))
        .toList();
  }

  private static SequencedSet<ClaimValue> mentioned(ClaimType type, Collection<Atom> atoms) {
    SequencedSet<ClaimValue> mentioned = new LinkedHashSet<>();
    atoms.forEach(atom -> mentioned.addAll(atom.mentioned()));
    mentioned.removeIf(value -> !type.admits(value));
    return mentioned;
  }

  private static List<ClaimValue> made(
      ClaimType type, Collection<ClaimValue> mentioned, int count) {
    return switch (type) {
      case ClaimType.Bytes bytes -> bytes(bytes, mentioned, count);
      case ClaimType.Text _ -> texts(mentioned, count);
      case ClaimType.Bool _,
          ClaimType.Int _,
          ClaimType.Symbol _,
          ClaimType.Span _,
          ClaimType.Time _,
          ClaimType.Words _,
          ClaimType.Tcb _,
          ClaimType.Entries _ ->
          List.of();
    };
  }

  private static List<ClaimValue> neighbours(ClaimType type, Collection<ClaimValue> mentioned) {
    return switch (type) {
      case ClaimType.Bool _ -> List.of(new ClaimValue.Bool(false), new ClaimValue.Bool(true));
      case ClaimType.Int range -> numbers(range, mentioned);
      case ClaimType.Symbol symbol ->
          symbol.words().stream().<ClaimValue>map(ClaimValue.Symbol::new).toList();
      case ClaimType.Bytes _, ClaimType.Text _ -> List.of();
      case ClaimType.Span _ -> spans(mentioned);
      case ClaimType.Time _ -> times(mentioned);
      case ClaimType.Words _, ClaimType.Tcb _, ClaimType.Entries _ ->
          throw new IllegalStateException("has more than one value: " + type.describe());
    };
  }

  private static List<ClaimValue> numbers(ClaimType.Int range, Collection<ClaimValue> mentioned) {
    SequencedSet<ClaimValue> numbers = new LinkedHashSet<>();
    for (ClaimValue value : mentioned) {
      long number = ((ClaimValue.Int) value).value();
      // Past either end the number wraps round, to the other end of the type or outside the range.
      numbers.add(new ClaimValue.Int(number + 1));
      numbers.add(new ClaimValue.Int(number - 1));
    }
    numbers.add(new ClaimValue.Int(range.min()));
    numbers.add(new ClaimValue.Int(range.max()));
    return List.copyOf(numbers);
  }

  private static List<ClaimValue> bytes(
      ClaimType.Bytes type, Collection<ClaimValue> mentioned, int count) {
    SequencedSet<ClaimValue> made = new LinkedHashSet<>();
    for (int counter = 0; counter < mentioned.size() + count && made.size() < count; counter++) {
      byte[] octets = new byte[type.max()];
      Arrays.fill(octets, FILLER);
      byte[] digits = ByteBuffer.allocate(Integer.BYTES).putInt(counter).array();
      for (int i = 0; i < Math.min(digits.length, octets.length); i++) {
        octets[octets.length - 1 - i] ^= digits[digits.length - 1 - i];
      }
      ClaimValue value = ClaimValue.Bytes.of(octets);
      if (!mentioned.contains(value)) {
        made.add(value);
      }
    }
    return List.copyOf(made);
  }

  private static List<ClaimValue> texts(Collection<ClaimValue> mentioned, int count) {
    List<ClaimValue> made = new ArrayList<>();
    for (int counter = 0; made.size() < count; counter++) {
      ClaimValue value = new ClaimValue.Text(counter == 0 ? "other" : "other" + counter);
      if (!mentioned.contains(value)) {
        made.add(value);
      }
    }
    return made;
  }

  private static List<ClaimValue> spans(Collection<ClaimValue> mentioned) {
    SequencedSet<ClaimValue> spans = new LinkedHashSet<>();
    for (ClaimValue value : mentioned) {
      Duration span = ((ClaimValue.Span) value).value();
      spans.add(new ClaimValue.Span(span.plusSeconds(1)));
      if (!span.isZero()) {
        spans.add(new ClaimValue.Span(Duration.ZERO));
        spans.add(new ClaimValue.Span(span.minusNanos(1)));
      }
      spans.add(new ClaimValue.Span(span.plusNanos(1)));
    }
    spans.add(new ClaimValue.Span(Duration.ofHours(1)));
    return List.copyOf(spans);
  }

  private static List<ClaimValue> times(Collection<ClaimValue> mentioned) {
    SequencedSet<ClaimValue> times = new LinkedHashSet<>();
    for (ClaimValue value : mentioned) {
      Instant time = ((ClaimValue.Time) value).value();
      if (time.isBefore(Instant.MAX)) {
        times.add(new ClaimValue.Time(time.plusNanos(1)));
      }
      if (time.isAfter(Instant.MIN)) {
        times.add(new ClaimValue.Time(time.minusNanos(1)));
      }
    }
    times.add(new ClaimValue.Time(Instant.parse("2030-01-01T00:00:00Z")));
    return List.copyOf(times);
  }
}
