package dev.sealkeep.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.SignedNote;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

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
        tenant, head.checkpoint(), head.key(), head.certificate(), leaves, covered);
  }

  private static long size(SignedHead head) {
    // Only to know how much to fetch; the signature is checked with everything else.
    long size =
        SignedNote.parse(head.checkpoint())
            .then(note -> Checkpoint.parse(note.text()))
            .toOptional()
            .map(Checkpoint::size)
            .orElseThrow(
                () ->
                    CommandFailure.of(
                        ExitCode.REFUSED,
                        "the server's checkpoint is not a signed checkpoint",
                        "The log cannot be verified; ask the server's operator."));
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
        throw withheld("leaves from %d on".formatted(from));
      }
      leaves.writeBytes(page);
      from += count;
    }
    return Octets.of(leaves.toByteArray());
  }

  /** Fetches all of the tenant's entries. */
  List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>();
    long from = 0;
    while (true) {
      Page page =
          client.get(
              "/v1/tenants/%s/audit?from=%d&limit=%d".formatted(tenant, from, ENTRIES_A_PAGE),
              Page.class);
      entries.addAll(page.entries());
      if (page.next().isNull()) {
        return entries;
      }
      if (!page.next().canConvertToLong() || page.next().longValue() <= from) {
        throw withheld("entries from %d on".formatted(from));
      }
      from = page.next().longValue();
    }
  }

  private static CommandFailure withheld(String what) {
    return CommandFailure.of(
        ExitCode.REFUSED,
        "the server does not give the %s that its checkpoint covers".formatted(what),
        "The log cannot be verified; ask the server's operator.");
  }

  private record SignedHead(String checkpoint, String key, String certificate) {}

  /** A page; {@code next} is a number, or null at the end. */
  private record Page(List<AuditEntry> entries, JsonNode next) {}
}
