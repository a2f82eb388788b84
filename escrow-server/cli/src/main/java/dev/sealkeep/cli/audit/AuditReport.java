package dev.sealkeep.cli.audit;

import java.util.List;
import java.util.SequencedMap;

/**
 * What a verification found.
 *
 * @param verified whether nothing was found wrong
 * @param tenant whose entries were checked
 * @param origin the log's name; empty if its key is not certified
 * @param size the number of leaves that the checkpoint covers
 * @param root the root hash, in hexadecimal digits
 * @param kinds the tenant's entries by kind
 * @param gaps where the log took the place of another whose end was lost, the oldest first
 * @param findings what does not hold
 */
record AuditReport(
    boolean verified,
    String tenant,
    String origin,
    long size,
    String root,
    SequencedMap<String, Integer> kinds,
    List<Gap> gaps,
    List<Finding> findings) {
  /**
   * A log whose end was lost.
   *
   * @param log the old log
   * @param successor the log that took its place
   * @param kept how many of its entries are left
   * @param signed how many it is known to have signed
   * @param time when its successor was opened, in ISO 8601
   */
  record Gap(String log, String successor, long kept, long signed, String time) {}
}
