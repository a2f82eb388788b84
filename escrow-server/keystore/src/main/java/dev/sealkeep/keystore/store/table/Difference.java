package dev.sealkeep.keystore.store.table;

import java.util.List;

/** A row that two stores do not share. Rows are named by their keys; no content is shown. */
public sealed interface Difference {
  /** The table and the row's key. */
  String row();

  /** The second store lacks a row of the first. */
  record Missing(String row) implements Difference {}

  /** The second store has a row that the first lacks. */
  record Added(String row) implements Difference {}

  /**
   * Both have the row, with other content.
   *
   * @param columns the columns that differ
   */
  record Changed(String row, List<String> columns) implements Difference {
    /** Copies the list. */
    public Changed {
      columns = List.copyOf(columns);
    }
  }
}
