package dev.sealkeep.evidence.cose;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One CBOR data item of a kind that attestation formats use (RFC 8949, section 3). */
public sealed interface CborValue {
  /** An integer of either sign that fits into 64 bits. */
  record Int(long value) implements CborValue {}

  /** A byte string; its array is the reader's own and is not to be changed. */
  @SuppressWarnings("ArrayRecordComponent") // raw octets, never compared by equals
  record Octets(byte[] value) implements CborValue {}

  /** A text string of well-formed UTF-8. */
  record Text(String value) implements CborValue {}

  /** An array. */
  record Items(List<CborValue> values) implements CborValue {
    /** Copies {@code values}. */
    public Items {
      values = List.copyOf(values);
    }
  }

  /**
   * A map whose keys are integers and texts, each once.
   *
   * @param entries in no particular order
   */
  record Entries(Map<CborValue, CborValue> entries) implements CborValue {
    /** Copies {@code entries}. */
    public Entries {
      entries = Map.copyOf(entries);
    }

    /** The value under an integer. */
    public Optional<CborValue> get(long key) {
      return Optional.ofNullable(entries.get(new Int(key)));
    }

    /** The value under a text. */
    public Optional<CborValue> get(String key) {
      return Optional.ofNullable(entries.get(new Text(key)));
    }
  }

  /** A tagged item. */
  record Tagged(long tag, CborValue content) implements CborValue {}

  /** True or false. */
  record Flag(boolean value) implements CborValue {}

  /** The null value. */
  record Null() implements CborValue {}

  /** The octets, if this is a byte string. */
  default Optional<byte[]> octets() {
    return this instanceof Octets(byte[] value) ? Optional.of(value) : Optional.empty();
  }

  /** The text, if this is a text string. */
  default Optional<String> text() {
    return this instanceof Text(String value) ? Optional.of(value) : Optional.empty();
  }

  /** The number, if this is an integer. */
  default Optional<Long> integer() {
    return this instanceof Int(long value) ? Optional.of(value) : Optional.empty();
  }

  /** The map, if this is one. */
  default Optional<Entries> map() {
    return this instanceof Entries entries ? Optional.of(entries) : Optional.empty();
  }

  /** The elements, if this is an array. */
  default Optional<List<CborValue>> elements() {
    return this instanceof Items(List<CborValue> values) ? Optional.of(values) : Optional.empty();
  }
}
