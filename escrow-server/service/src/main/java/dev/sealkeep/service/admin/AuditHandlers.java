package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.log.LogKeys;
import dev.sealkeep.service.log.Successions;
import dev.sealkeep.service.release.RecentRefusals;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows tenants and auditors what was decided, and the log that proves it. */
public final class AuditHandlers {
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_LEAVES = 8_192;

  private final Scope scope;
  private final RecentRefusals refusals;
  private final LogKeys keys;
  private final Successions successions;

  /** Handlers over the log of {@code keys}, which took the place of others so. */
  public AuditHandlers(
      Scope scope, RecentRefusals refusals, LogKeys keys, Successions successions) {
    this.successions = successions;
    this.scope = scope;
    this.refusals = refusals;
    this.keys = keys;
  }

  /** {@code GET /v1/tenants/{tenant}/decisions/{decision}}. */
  public AdminRoute.Answer decision(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    DecisionId id = Parameters.decision(context);
    JsonObject body =
        scope
            .store()
            .read(
                snapshot -> {
                  scope.keys(snapshot, tenant);
                  return snapshot.decision(tenant, id.bytes());
                })
            .map(AuditHandlers::json)
            .or(() -> refusals.find(tenant, id).map(refusal -> json(id, refusal)))
            .orElseThrow(
                () ->
                    Scope.notFound(
                        "There is no decision with this id. A request whose evidence did not"
                            + " verify is remembered for an hour, and not across restarts."));
    return request -> Reply.json(request, 200, body);
  }

  private static JsonObject json(DecisionRow row) {
    return new JsonObject()
        .put("decision", HexFormat.of().formatHex(row.id()))
        .put("key", row.key())
        .put("time", row.time().toString())
        .put("released", row.released())
        .put("reason", row.reason())
        .put("explanation", new JsonObject(row.explanation()))
        .put("attested", row.claims().map(JsonObject::new).orElse(null));
  }

  private static JsonObject json(DecisionId id, RecentRefusals.Refusal refusal) {
    Map<String, Object> explanation = refusal.explanation();
    return new JsonObject()
        .put("decision", id.toString())
        .put("key", refusal.key())
        .put("time", refusal.time().toString())
        .put("released", false)
        .put("reason", refusal.reason())
        .put("explanation", new JsonObject(explanation))
        .putNull("attested");
  }

  /** {@code GET /v1/tenants/{tenant}/decisions/{decision}/evidence/{digest}}. */
  public AdminRoute.Answer evidence(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    DecisionId id = Parameters.decision(context);
    Digest digest = Parameters.digest(context);
    Buffer blob =
        scope
            .store()
            .read(
                snapshot -> {
                  scope.keys(snapshot, tenant);
                  // The archive is shared by all tenants: what counts is that this one's entry
                  // names the blob.
                  return snapshot
                      .tenantEntry(tenant, id.bytes())
                      .flatMap(row -> Entry.decode(row.entry()).toOptional())
                      .filter(entry -> names(entry, digest))
                      .flatMap(entry -> snapshot.evidence(digest.bytes()));
                })
            .map(Buffer::buffer)
            .orElseThrow(
                () -> Scope.notFound("There is no decision with this id and such evidence."));
    return request -> Reply.bytes(request, 200, "application/octet-stream", blob);
  }

  private static boolean names(Entry entry, Digest digest) {
    List<Entry.EvidenceDigest> named =
        switch (entry) {
          case Entry.Release release -> release.decision().evidence();
          case Entry.Preflight preflight -> preflight.decision().evidence();
          case Entry.Denial denial -> denial.decision().evidence();
          case Entry.State _, Entry.Counts _, Entry.Open _ -> List.of();
        };
    return named.stream()
        .anyMatch(item -> item.evidence().equals(digest) || item.auxiliary().equals(digest));
  }

  /** {@code GET /v1/tenants/{tenant}/audit}. */
  public AdminRoute.Answer entries(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    long from = Parameters.number(context, "from", 0, 0, Long.MAX_VALUE - 1);
    int limit = (int) Parameters.number(context, "limit", 500, 1, MOST_ENTRIES);
    List<LogRow> rows =
        scope
            .store()
            .read(
                snapshot -> {
                  scope.keys(snapshot, tenant);
                  return snapshot.tenantLog(tenant, from, limit);
                });
    Optional<Long> next =
        rows.size() < limit ? Optional.empty() : Optional.of(rows.getLast().index() + 1);
    JsonObject body =
        new JsonObject()
            .put("entries", new JsonArray(rows.stream().map(AuditHandlers::json).toList()))
            .put("next", next.orElse(null));
    return request -> Reply.json(request, 200, body);
  }

  private static JsonObject json(LogRow row) {
    return new JsonObject()
        .put("index", row.index())
        .put("id", HexFormat.of().formatHex(row.id()))
        .put("kind", row.kind())
        .put("entry", Base64Url.encode(row.entry()))
        .put("salt", Base64Url.encode(row.salt()));
  }

  /** {@code GET /v1/audit/checkpoint}. */
  public AdminRoute.Answer checkpoint(RoutingContext context) {
    JsonObject body =
        new JsonObject()
            .put("checkpoint", scope.log().checkpoint().note().format())
            .put("key", keys.keyText())
            .put("certificate", keys.certificate())
            .put(
                "successions",
                new JsonArray(successions.chain().stream().map(AuditHandlers::json).toList()));
    return request -> Reply.json(request, 200, body);
  }

  private static JsonObject json(Successions.Proven proven) {
    return new JsonObject()
        .put("note", proven.note())
        .put("entry", Base64Url.encode(proven.entry().entry()))
        .put("salt", Base64Url.encode(proven.entry().salt()));
  }

  /** {@code GET /v1/audit/leaves}. */
  public AdminRoute.Answer leaves(RoutingContext context) {
    long from = Parameters.number(context, "from", 0, 0, Long.MAX_VALUE / 2);
    long limit = Parameters.number(context, "limit", MOST_LEAVES, 1, MOST_LEAVES);
    byte[] leaves = scope.store().read(snapshot -> snapshot.leaves(from, from + limit));
    return request -> Reply.bytes(request, 200, "application/octet-stream", Buffer.buffer(leaves));
  }
}
