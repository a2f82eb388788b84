package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.protocol.log.Leaf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Fetches the log from a server. */
final class AuditDownload {
  private static final int LEAVES_A_PAGE = 8192;
  private static final int ENTRIES_A_PAGE = 500;
  private static final long MAX_LEAVES = 8L * 1024 * 1024;

  private final EscrowClient client;
  private final String tenant;

  AuditDownload(EscrowClient client, String tenant) {
    this.client = client;
    this.tenant = tenant;
  }

  /**
   * Fetches checkpoint, leaves and the tenant's entries. The checkpoint comes first: what is
   * appended meanwhile is past it and is left for the next time.
   */
  AuditExport export() {
    SignedHead head = client.get("/v1/audit/checkpoint", SignedHead.class);
    long size = size(head);
    Octets leaves = leaves(size);
    List<AuditEntry> covered = entries().stream().filter(e -> e.index() < size).toList();
    return new AuditExport(
        tenant,
        head.checkpoint(),
        head.key(),
        head.certificate(),
        head.successions(),
        leaves,
        covered);
  }

  private static long size(SignedHead head) {
    // Only to know how much to fetch; the signature is checked with everything else.
    long size = TenantLog.size(head.checkpoint());
    if (size > MAX_LEAVES) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "the log has %d leaves, more than this command holds (%d)".formatted(size, MAX_LEAVES),
          "Audit the log by its public tiles under /log.");
    }
    return size;
  }

  private Octets leaves(long size) {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    long from = 0;
    while (from < size) {
      long limit = Math.min(LEAVES_A_PAGE, size - from);
      byte[] page = client.getBytes("/v1/audit/leaves?from=%d&limit=%d".formatted(from, limit));
      long count = page.length / Leaf.BYTES;
      if (page.length % Leaf.BYTES != 0 || count == 0 || count > limit) {
        throw TenantLog.withheld("leaves from %d on".formatted(from));
      }
      leaves.writeBytes(page);
      from += count;
    }
    return Octets.of(leaves.toByteArray());
  }

  /** Fetches all of the tenant's entries. */
  List<AuditEntry> entries() {
    TenantLog log = new TenantLog(client, tenant);
    List<AuditEntry> entries = new ArrayList<>();
    OptionalLong next = OptionalLong.of(0);
    while (next.isPresent()) {
      TenantLog.Page page = log.page(next.getAsLong(), ENTRIES_A_PAGE);
      entries.addAll(page.entries());
      next = page.next();
    }
    return entries;
  }

  private record SignedHead(
      String checkpoint, String key, String certificate, List<ListedSuccession> successions) {}
}
