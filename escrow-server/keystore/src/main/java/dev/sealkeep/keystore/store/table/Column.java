package dev.sealkeep.keystore.store.table;

import dev.sealkeep.keystore.store.sql.Row;

/**
 * A column of a {@link Table}.
 *
 * @param name as the migrations spell it
 * @param type what it holds
 */
public record Column(String name, Type type) {
  /** What a column holds. */
  public enum Type {
    /** A 64-bit number. */
    NUMBER,
    /** A number of at most 32 bits. */
    INTEGER,
    /** A text. */
    TEXT,
    /** A text that may be absent; the store never writes an empty one. */
    OPTIONAL_TEXT,
    /** A byte string. */
    BYTES
  }

  /** The expression that selects it; an absent text is read as an empty one. */
  String selected() {
    return type == Type.OPTIONAL_TEXT ? "COALESCE(" + name + ", '')" : name;
  }

  /** The place of its value in an insert. */
  String inserted() {
    return type == Type.OPTIONAL_TEXT ? "NULLIF(?, '')" : "?";
  }

  /** Reads it from place {@code index}, from 1. */
  Object read(Row row, int index) {
    return switch (type) {
      case NUMBER -> row.number(index);
      case INTEGER -> row.integer(index);
      case TEXT, OPTIONAL_TEXT -> row.text(index);
      case BYTES -> row.bytes(index);
    };
  }
}
