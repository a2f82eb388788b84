package dev.sealkeep.policy.claim;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** The value of one claim. */
public sealed interface ClaimValue {
  /** The value as a person reads it: the spelling a policy would use. */
  String display();

  /** A flag. */
  record Bool(boolean value) implements ClaimValue {
    @Override
    public String display() {
      return Boolean.toString(value);
    }
  }

  /** An unsigned 64-bit integer in a {@code long}; compare with {@link Long#compareUnsigned}. */
  record Int(long value) implements ClaimValue {
    @Override
    public String display() {
      return Long.toUnsignedString(value);
    }
  }

  /** One of a closed set of lower-case words, such as a product. */
  record Symbol(String value) implements ClaimValue {
    @Override
    public String display() {
      return value;
    }
  }

  /** Free text, such as a provider's name. */
  record Text(String value) implements ClaimValue {
    /** The longest text that counts, in UTF-16 units. */
    public static final int MAX_LENGTH = 1024;

    /** A text that somebody else chose; empty if it {@linkplain #isPrintable does not count}. */
    public static Optional<Text> ofPrintable(String value) {
      return isPrintable(value) ? Optional.of(new Text(value)) : Optional.empty();
    }

    /** Whether a text is short enough and shows on a terminal as what it is. */
    public static boolean isPrintable(String value) {
      if (value.length() > MAX_LENGTH) {
        return false;
      }
      for (int i = 0; i < value.length(); ) {
        int point = value.codePointAt(i);
        if (!isAscii(point) && !isPrintable(point)) {
          return false;
        }
        i += Character.charCount(point);
      }
      return true;
    }

    /** Printable ASCII, which nearly every text is made of and nothing has to be looked up for. */
    private static boolean isAscii(int point) {
      return ' ' <= point && point <= '~';
    }

    private static boolean isPrintable(int point) {
      return switch (Character.getType(point)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            false;
        default -> true;
      };
    }

    @Override
    public String display() {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** A set of words, such as advisory ids. */
  record Words(List<String> values) implements ClaimValue {
    /** Copies {@code values}. */
    public Words {
      values = List.copyOf(values);
    }

    @Override
    public String display() {
      return values.stream().map(v -> '"' + v + '"').collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /**
   * A list of entries, such as the events of a log.
   *
   * @param entries each entry's fields by name; a field that is absent is unknown
   */
  record Entries(List<Map<String, ClaimValue>> entries) implements ClaimValue {
    /** Copies {@code entries}. */
    public Entries {
      entries = entries.stream().map(Map::copyOf).toList();
    }

    @Override
    public String display() {
      return entries.size() == 1 ? "1 entry" : entries.size() + " entries";
    }
  }

  /** A point in time. */
  record Time(Instant value) implements ClaimValue {
    @Override
    public String display() {
      return value.toString();
    }
  }

  /** A span of time, such as the age of collateral. */
  record Span(Duration value) implements ClaimValue {
    @Override
    public String display() {
      long seconds = value.toSeconds();
      if (seconds % 86_400 == 0) {
        return seconds / 86_400 + "d";
      }
      return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds + "s";
    }
  }

  /**
   * A vector of security version numbers, compared component by component and only with a vector of
   * the same product.
   */
  final class Tcb implements ClaimValue {
    private final String product;
    private final SequencedMap<String, Integer> components;

    /** The components again, in the same order: comparing them looks nothing up. */
    private final String[] names;

    private final int[] versions;

    /**
     * Copies {@code components}.
     *
     * @param product the product whose layout the components follow, such as {@code genoa}
     * @param components each component's name and its value, 0 to 255
     */
    public Tcb(String product, SequencedMap<String, Integer> components) {
      this.product = product;
      this.components = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(components));
      this.names = this.components.keySet().toArray(String[]::new);
      this.versions = this.components.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The product whose layout the components follow, such as {@code genoa}. */
    public String product() {
      return product;
    }

    /** Each component's name and its value, 0 to 255. */
    public SequencedMap<String, Integer> components() {
      return components;
    }

    /** The number of components. */
    public int size() {
      return names.length;
    }

    /** The name of the component at an index, from 0. */
    public String name(int index) {
      return names[index];
    }

    /** The value of the component at an index, from 0. */
    public int version(int index) {
      return versions[index];
    }

    /**
     * A component's value, or -1, below all, if the vector lacks it.
     *
     * @param index where it is looked for first
     */
    public int version(String name, int index) {
      return index < names.length && names[index].equals(name)
          ? versions[index]
          : components.getOrDefault(name, -1);
    }

    @Override
    public String display() {
      return components.entrySet().stream()
          .map(e -> e.getKey() + ": " + e.getValue())
          .collect(Collectors.joining(", ", "tcb(" + product + ": { ", " })"));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Tcb that
          && product.equals(that.product)
          && components.equals(that.components);
    }

    @Override
    public int hashCode() {
      return 31 * product.hashCode() + components.hashCode();
    }

    @Override
    public String toString() {
      return display();
    }
  }

  /** Raw bytes in the order the evidence holds them; digests too. */
  final class Bytes implements ClaimValue {
    private final byte[] octets;

    private Bytes(byte[] octets) {
      this.octets = octets;
    }

    /** Copies {@code octets}. */
    public static Bytes of(byte[] octets) {
      return new Bytes(octets.clone());
    }

    /** Parses hexadecimal digits of either case; throws {@link IllegalArgumentException}. */
    public static Bytes ofHex(String hex) {
      return new Bytes(HexFormat.of().parseHex(hex));
    }

    /** The number of bytes. */
    public int length() {
      return octets.length;
    }

    /** Lower-case hexadecimal digits. */
    public String hex() {
      return HexFormat.of().formatHex(octets);
    }

    @Override
    public String display() {
      return "hex\"" + hex() + '"';
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
      return display();
    }
  }
}
