package dev.sealkeep.keystore.store.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One row of a {@link Table}, column by column. */
public final class TableRow {
  private final Table table;
  private final Object[] values;

  /** Takes ownership of {@code values}: a Long, Integer, String or byte[] for each column. */
  TableRow(Table table, Object[] values) {
    this.table = table;
    this.values = values;
  }

  /** The values, in the order of the columns. */
  Object[] values() {
    return values;
  }

  /** Compares keys as the databases do: numbers by value, texts and byte strings by their bytes. */
  int compareKey(TableRow other) {
    for (int i = 0; i < table.keyColumns(); i++) {
      int order = compare(values[i], other.values[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(Object one, Object other) {
    if (one instanceof Number number && other instanceof Number second) {
      return Long.compare(number.longValue(), second.longValue());
    }
    return Arrays.compareUnsigned(bytes(one), bytes(other));
  }

  private static byte[] bytes(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : value.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The names of the columns in which {@code other} has something else. */
  List<String> differsIn(TableRow other) {
    return IntStream.range(0, values.length)
        .filter(i -> !Objects.deepEquals(values[i], other.values[i]))
        .mapToObj(i -> table.columns().get(i).name())
        .toList();
  }

  /** The table and the key, byte strings in hexadecimal digits; no other column. */
  @Override
  public String toString() {
    return IntStream.range(0, table.keyColumns())
        .mapToObj(i -> text(values[i]))
        .collect(Collectors.joining(", ", table.sqlName() + " (", ")"));
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }
}
