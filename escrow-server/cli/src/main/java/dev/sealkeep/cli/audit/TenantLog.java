package dev.sealkeep.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.cli.connection.EscrowClient;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.SignedNote;
import java.util.List;
import java.util.OptionalLong;

/** A tenant's log entries on a server, as the server tells them. */
public final class TenantLog {
  /** The most entries that a server gives at once. */
  public static final int MAX_PAGE = 1_000;

  private final EscrowClient client;
  private final String tenant;

  /** The entries of {@code tenant}. */
  public TenantLog(EscrowClient client, String tenant) {
    this.client = client;
    this.tenant = tenant;
  }

  /**
   * Entries by index.
   *
   * @param next where to read on; empty at the end
   */
  public record Page(List<AuditEntry> entries, OptionalLong next) {
    /** Copies {@code entries}. */
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** At most {@code limit} entries at or after an index. */
  public Page page(long from, int limit) {
    Listed listed =
        client.get(
            "/v1/tenants/%s/audit?from=%d&limit=%d".formatted(tenant, from, limit), Listed.class);
    if (listed.next().isNull()) {
      return new Page(listed.entries(), OptionalLong.empty());
    }
    if (!listed.next().canConvertToLong() || listed.next().longValue() <= from) {
      throw withheld("entries from %d on".formatted(from));
    }
    return new Page(listed.entries(), OptionalLong.of(listed.next().longValue()));
  }

  /** How many leaves of all tenants the server's checkpoint covers; not verified. */
  public long size() {
    return size(client.get("/v1/audit/checkpoint", Head.class).checkpoint());
  }

  /** The size that a checkpoint states; its signature is not checked. */
  static long size(String checkpoint) {
    return SignedNote.parse(checkpoint)
        .then(note -> Checkpoint.parse(note.text()))
        .toOptional()
        .map(Checkpoint::size)
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.REFUSED,
                    "the server's checkpoint is not a signed checkpoint",
                    "The log cannot be verified; ask the server's operator."));
  }

  static CommandFailure withheld(String what) {
    return CommandFailure.of(
        ExitCode.REFUSED,
        "the server does not give the %s that its checkpoint covers".formatted(what),
        "The log cannot be verified; ask the server's operator.");
  }

  private record Head(String checkpoint) {}

  /** A page; {@code next} is a number, or null at the end. */
  private record Listed(List<AuditEntry> entries, JsonNode next) {}
}
