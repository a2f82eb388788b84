package dev.sealkeep.policy.schema;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The type of a claim: which values it can have. */
public sealed interface ClaimType {
  /** Whether a value is of this type; one that is not counts as unknown. */
  boolean admits(ClaimValue value);

  /** The type as a person reads it, such as {@code 48 bytes}. */
  String describe();

  /** A literal of this type between backquotes, for a suggestion. */
  String example();

  /** Whether reference sets can hold values of this type. */
  default boolean inReferenceSets() {
    return false;
  }

  /** A flag. */
  record Bool() implements ClaimType {
    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Bool;
    }

    @Override
    public String describe() {
      return "a flag";
    }

    @Override
    public String example() {
      return "`true`";
    }
  }

  /**
   * An unsigned integer.
   *
   * @param max the highest value, inclusive, as an unsigned 64-bit number
   * @param isVersion whether it is a security version number, of which higher is better
   */
  record Int(long min, long max, boolean isVersion) implements ClaimType {
    /** An integer that is no version. */
    public Int(long min, long max) {
      this(min, max, false);
    }

    /** A security version: what is mended raises it, so a policy sets a floor. */
    public static Int version(long max) {
      return new Int(0, max, true);
    }

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Int number && admits(number.value());
    }

    /** Whether an unsigned number is in range. */
    public boolean admits(long number) {
      return Long.compareUnsigned(min, number) <= 0 && Long.compareUnsigned(number, max) <= 0;
    }

    @Override
    public String describe() {
      return "an integer from " + Long.toUnsignedString(min) + " to " + Long.toUnsignedString(max);
    }

    @Override
    public String example() {
      return "`" + Long.toUnsignedString(min) + "`";
    }

    @Override
    public boolean inReferenceSets() {
      return true;
    }
  }

  /** One of a closed list of words. */
  record Symbol(List<String> words) implements ClaimType {
    /** Copies {@code words}. */
    public Symbol {
      words = List.copyOf(words);
    }

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Symbol symbol && words.contains(symbol.value());
    }

    @Override
    public String describe() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public String example() {
      return "`" + words.getFirst() + "`";
    }

    @Override
    public boolean inReferenceSets() {
      return true;
    }
  }

  /**
   * Raw bytes.
   *
   * @param min the least number of bytes
   * @param max the greatest, inclusive
   * @param hash the function whose digest it is, if that is fixed
   */
  record Bytes(int min, int max, Optional<HashAlgorithm> hash) implements ClaimType {
    /** Raw bytes of some lengths. */
    public Bytes(int min, int max) {
      this(min, max, Optional.empty());
    }

    /** Raw bytes of one length. */
    public Bytes(int length) {
      this(length, length);
    }

    /** A digest of one function. */
    public static Bytes digest(HashAlgorithm hash) {
      return new Bytes(hash.length(), hash.length(), Optional.of(hash));
    }

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Bytes bytes && admitsLength(bytes.length());
    }

    /** Whether a value may have so many bytes. */
    public boolean admitsLength(int length) {
      return min <= length && length <= max;
    }

    @Override
    public String describe() {
      return hash.map(h -> h.describe() + " of " + max + " bytes")
          .orElseGet(() -> min == max ? max + " bytes" : min + " to " + max + " bytes");
    }

    @Override
    public String example() {
      String literal = "`" + hash.map(HashAlgorithm::prefix).orElse("hex") + "\"...\"` with ";
      return literal + (min == max ? "" : 2 * min + " to ") + 2 * max + " digits";
    }

    @Override
    public boolean inReferenceSets() {
      return true;
    }
  }

  /** Printable text of at most {@link #MAX_LENGTH} UTF-16 units. */
  record Text() implements ClaimType {
    /** The longest text. */
    public static final int MAX_LENGTH = ClaimValue.Text.MAX_LENGTH;

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Text text && admits(text.value());
    }

    /** Whether a text is short enough and shows on a terminal as what it is. */
    public boolean admits(String text) {
      return ClaimValue.Text.isPrintable(text);
    }

    @Override
    public String describe() {
      return "text";
    }

    @Override
    public String example() {
      return "`\"...\"`";
    }

    @Override
    public boolean inReferenceSets() {
      return true;
    }
  }

  /** A set of words, such as advisory ids; {@code in} a list holds if every word is in the list. */
  record Words() implements ClaimType {
    /** The most words of a set. */
    public static final int MAX_WORDS = 1024;

    private static final Text WORD = new Text();

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Words words
          && words.values().size() <= MAX_WORDS
          && areAdmitted(words.values());
    }

    private static boolean areAdmitted(List<String> words) {
      for (int i = 0; i < words.size(); i++) {
        if (!WORD.admits(words.get(i))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String describe() {
      return "a set of words";
    }

    @Override
    public String example() {
      return "`in [\"...\"]`";
    }
  }

  /**
   * A list of entries, such as the events of a log; {@code any} and {@code all} ask about them.
   *
   * @param fields what an entry can say; an entry may lack some
   * @param maxEntries the most entries a value may have; a longer list is unknown, which bounds
   *     what a condition can cost
   */
  record Entries(List<Claim> fields, int maxEntries) implements ClaimType {
    /** Copies {@code fields}. */
    public Entries {
      fields = List.copyOf(fields);
    }

    /** The field of a name. */
    public Optional<Claim> field(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The fields' names. */
    public List<String> names() {
      return fields.stream().map(Claim::name).toList();
    }

    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Entries list && list.entries().size() <= maxEntries;
    }

    @Override
    public String describe() {
      return "a list of entries";
    }

    @Override
    public String example() {
      return "`{ " + fields.getFirst().name() + " ... }`";
    }
  }

  /** A span of time, not negative: collateral issued in the future has no age. */
  record Span() implements ClaimType {
    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Span span && !span.value().isNegative();
    }

    @Override
    public String describe() {
      return "a duration";
    }

    @Override
    public String example() {
      return "`7d`";
    }
  }

  /** A point in time. */
  record Time() implements ClaimType {
    @Override
    public boolean admits(ClaimValue value) {
      return value instanceof ClaimValue.Time;
    }

    @Override
    public String describe() {
      return "a time";
    }

    @Override
    public String example() {
      return "`\"2026-01-31T00:00:00Z\"`";
    }
  }

  /**
   * A vector of security version numbers, 0 to 255 each.
   *
   * @param layouts the component names of each product, in the vendor's order
   */
  record Tcb(Map<String, List<String>> layouts) implements ClaimType {
    /** The highest value of a component. */
    public static final int MAX_COMPONENT = 255;

    /** Copies {@code layouts}. */
    public Tcb {
      TreeMap<String, List<String>> sorted = new TreeMap<>();
      layouts.forEach((product, components) -> sorted.put(product, List.copyOf(components)));
      layouts = Collections.unmodifiableMap(new LinkedHashMap<>(sorted));
    }

    /** The component names of a product, or empty if its layout is not known. */
    public Optional<List<String>> layout(String product) {
      return Optional.ofNullable(layouts.get(product));
    }

    @Override
    public boolean admits(ClaimValue value) {
      if (!(value instanceof ClaimValue.Tcb tcb)) {
        return false;
      }
      List<String> names = layouts.get(tcb.product());
      return names != null && names.size() == tcb.size() && areInRange(names, tcb);
    }

    private static boolean areInRange(List<String> names, ClaimValue.Tcb tcb) {
      for (int i = 0; i < names.size(); i++) {
        int version = tcb.version(names.get(i), i);
        if (version < 0 || version > MAX_COMPONENT) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String describe() {
      return "a TCB vector";
    }

    @Override
    public String example() {
      var first = layouts.entrySet().iterator().next();
      return "`tcb(" + first.getKey() + ": { " + String.join(": 0, ", first.getValue()) + ": 0 })`";
    }
  }
}
