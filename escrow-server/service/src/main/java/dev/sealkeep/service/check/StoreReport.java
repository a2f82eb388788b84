package dev.sealkeep.service.check;

import java.util.List;

/**
 * What a check found.
 *
 * @param store what the store is called
 * @param origin the log's name; empty if the store has none
 * @param size the number of the log's leaves
 * @param root the tree's root as the log's head names it, in hexadecimal digits
 * @param findings what does not hold; none if the store is good
 */
public record StoreReport(
    String store, String origin, long size, String root, List<StoreFinding> findings) {
  /** Copies the list. */
  public StoreReport {
    findings = List.copyOf(findings);
  }
}
