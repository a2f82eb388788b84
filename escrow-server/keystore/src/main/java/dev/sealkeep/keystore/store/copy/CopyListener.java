package dev.sealkeep.keystore.store.copy;

import dev.sealkeep.keystore.store.table.Table;

/** Told how far a copy has come. */
@FunctionalInterface
public interface CopyListener {
  /** What a copy does. */
  enum Phase {
    /** Rows go into the target. */
    COPYING,
    /** Rows of both are compared. */
    VERIFYING
  }

  /**
   * Called after each batch, which in {@link Phase#COPYING} is then durable.
   *
   * @param table the table at hand
   * @param done how many of the rows of all tables the phase has behind it
   * @param total how many there are
   */
  void reached(Phase phase, Table table, long done, long total);
}
