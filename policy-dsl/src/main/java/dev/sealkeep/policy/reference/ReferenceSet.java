package dev.sealkeep.policy.reference;

import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.Set;

/** A named set of reference values. Immutable and thread safe. */
public final class ReferenceSet {
  /** The longest text of a set, in bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 8 * 1024 * 1024;

  /** The most rows of a set. */
  public static final int MAX_ROWS = 100_000;

  private final String name;
  private final OptionalLong version;
  private final String digest;
  private final Map<String, Map<String, SequencedSet<ClaimValue>>> values;

  private ReferenceSet(
      String name,
      OptionalLong version,
      String digest,
      Map<String, Map<String, SequencedSet<ClaimValue>>> values) {
    this.name = name;
    this.version = version;
    this.digest = digest;
    this.values = values;
  }

  /**
   * Reads a set: one row a line, {@code technology claim value}, with {@code #} before comments. A
   * value is hexadecimal digits, an integer, or quoted text, as its claim's type wants.
   *
   * @param name one to four names joined by {@code /}
   * @param text any string; at most {@link #MAX_TEXT_BYTES} and {@link #MAX_ROWS}
   */
  public static ReferenceReading parse(String name, String text) {
    return new ReferenceReader(name).read(text);
  }

  /** A set of some rows, written as {@link #parse} would read it. */
  public static ReferenceSet of(String name, Set<ReferenceRow> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(row.line()).append('\n'));
    return of(name, text.toString(), rows);
  }

  static ReferenceSet of(String name, String text, Set<ReferenceRow> rows) {
    Map<String, Map<String, SequencedSet<ClaimValue>>> values = new HashMap<>();
    for (ReferenceRow row : rows) {
      values
          .computeIfAbsent(row.technology(), technology -> new HashMap<>())
          .computeIfAbsent(row.claim(), claim -> new LinkedHashSet<>())
          .add(row.value());
    }
    return new ReferenceSet(name, OptionalLong.empty(), sha256(text), values);
  }

  /** The set's name, such as {@code payments/builds}. */
  public String name() {
    return name;
  }

  /** This set, known as a version of its name; explanations quote it. */
  public ReferenceSet withVersion(long number) {
    return new ReferenceSet(name, OptionalLong.of(number), digest, values);
  }

  /** The version, if it was given. */
  public OptionalLong version() {
    return version;
  }

  /** SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits. */
  public String digest() {
    return digest;
  }

  /** The rows, in the order of the text within each technology and claim. */
  public List<ReferenceRow> rows() {
    List<ReferenceRow> rows = new ArrayList<>();
    values.forEach(
        (technology, claims) ->
            claims.forEach(
                (claim, set) ->
                    set.forEach(value -> rows.add(new ReferenceRow(technology, claim, value)))));
    return Collections.unmodifiableList(rows);
  }

  /** Whether a row has this value for this technology's claim. Constant time in the rows. */
  public boolean contains(String technology, String claim, ClaimValue value) {
    return valuesOf(technology, claim).contains(value);
  }

  /** The values that rows give for this technology's claim, in the order of the text. */
  public Set<ClaimValue> values(String technology, String claim) {
    return Collections.unmodifiableSet(valuesOf(technology, claim));
  }

  /** How many rows speak of this technology's claim. */
  public int count(String technology, String claim) {
    return valuesOf(technology, claim).size();
  }

  private Set<ClaimValue> valuesOf(String technology, String claim) {
    return values.getOrDefault(technology, Map.of()).getOrDefault(claim, NO_VALUES);
  }

  private static final SequencedSet<ClaimValue> NO_VALUES = new LinkedHashSet<>();

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
