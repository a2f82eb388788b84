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
 * @param findings what does not hold
 */
record AuditReport(
    boolean verified,
    String tenant,
    String origin,
    long size,
    String root,
    SequencedMap<String, Integer> kinds,
    List<Finding> findings) {}
