package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.json.Octets;
import java.util.List;

/**
 * Everything an auditor needs to check the log without a server; nothing of it is trusted before it
 * is verified.
 *
 * @param tenant whose entries these are
 * @param checkpoint the signed checkpoint, a C2SP note
 * @param logKey the log's verifier key as the server named it
 * @param certificate the signed note by which the log root certifies the log's key
 * @param successions the logs that the log has taken the place of, the oldest first
 * @param leaves the data of every leaf that the checkpoint covers, 64 bytes each
 * @param entries the tenant's entries that the checkpoint covers, by index
 */
record AuditExport(
    String tenant,
    String checkpoint,
    String logKey,
    String certificate,
    List<ListedSuccession> successions,
    Octets leaves,
    List<AuditEntry> entries) {
  /** Copies the lists. */
  AuditExport {
    successions = List.copyOf(successions);
    entries = List.copyOf(entries);
  }
}
