package dev.sealkeep.keystore.store.sql;

/** One row of a query's result. Columns count from 1; those that are read are never null. */
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

  /** The row without its first columns. */
  default Row after(int columns) {
    Row whole = this;
    return new Row() {
      @Override
      public long number(int column) {
        return whole.number(columns + column);
      }

      @Override
      public int integer(int column) {
        return whole.integer(columns + column);
      }

      @Override
      public String text(int column) {
        return whole.text(columns + column);
      }

      @Override
      public byte[] bytes(int column) {
        return whole.bytes(columns + column);
      }
    };
  }
}
