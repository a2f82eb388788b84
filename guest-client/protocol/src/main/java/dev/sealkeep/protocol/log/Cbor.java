package dev.sealkeep.protocol.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A CBOR data item of the subset that log entries use. */
sealed interface Cbor {
  /** Map keys in the bytewise order of their encodings: shorter ones first. */
  Comparator<String> KEY_ORDER =
      Comparator.<String, byte[]>comparing(
          key -> key.getBytes(StandardCharsets.UTF_8),
          Comparator.<byte[]>comparingInt(key -> key.length)
              .thenComparing(Arrays::compareUnsigned));

  /** An unsigned integer, 0 to 2^63 − 1. */
  record Uint(long value) implements Cbor {
    public Uint {
      if (value < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  /** A byte string. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  record Bytes(byte[] value) implements Cbor {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes(byte[] that) && Arrays.equals(value, that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }
  }

  /** A text string. */
  record Text(String value) implements Cbor {}

  /** A flag. */
  record Bool(boolean value) implements Cbor {}

  /** An array. */
  record Array(List<Cbor> items) implements Cbor {
    public Array {
      items = List.copyOf(items);
    }
  }

  /** A map with text keys, in {@link #KEY_ORDER}. */
  record Dict(SortedMap<String, Cbor> members) implements Cbor {
    public Dict(Map<String, Cbor> members) {
      SortedMap<String, Cbor> sorted = new TreeMap<>(KEY_ORDER);
      sorted.putAll(members);
      this(sorted);
    }
  }
}
