package dev.sealkeep.keystore.store.sql;

/** One row of a query's result. Columns count from 1 and are never null. */
public interface Row {
  /** Reads a column as a record's component. */
  @FunctionalInterface
  interface Reader<T> {
    /** Makes a value of the row, which is good until this returns. */
    T read(Row row);
  }

  /** A 64-bit number. */
  long number(int column);

  /** A number of at most 32 bits. */
  int integer(int column);

  /** A text. */
  String text(int column);

  /** A byte string. */
  byte[] bytes(int column);
}
