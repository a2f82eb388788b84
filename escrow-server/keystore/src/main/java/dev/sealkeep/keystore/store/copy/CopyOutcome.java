package dev.sealkeep.keystore.store.copy;

import dev.sealkeep.keystore.store.table.Comparison;

/** How a copy ended. */
public sealed interface CopyOutcome {
  /** What was compared after the copying. */
  Comparison.Result comparison();

  /**
   * The target is whole, and a server may run on it.
   *
   * @param origin the log's name; empty if the source never began one
   * @param size the number of the log's leaves
   * @param before how many rows an earlier run had copied
   */
  record Complete(String origin, long size, long before, Comparison.Result comparison)
      implements CopyOutcome {}

  /** The target is not what the source is. It was left as it is; no server runs on it. */
  record Differs(Comparison.Result comparison) implements CopyOutcome {}
}
