package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.policy.reference.ReferenceReading;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.service.http.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Registers and lists reference sets. */
public final class ReferenceHandlers {
  private final Scope scope;

  /** Handlers over {@code scope}. */
  public ReferenceHandlers(Scope scope) {
    this.scope = scope;
  }

  /** {@code PUT /v1/tenants/{tenant}/references?name=}. */
  public CompletableFuture<AdminRoute.Answer> put(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    String name = context.request().getParam("name");
    if (name == null) {
      throw Parameters.malformed("The query parameter 'name' is missing.");
    }
    String text = Parameters.text(context);
    ReferenceSet set = parse(name, text);
    return scope
        .commit(scope.writer().putReference(tenant, name, text))
        .thenApply(row -> request -> Reply.json(request, 200, json(row, set.rows().size())));
  }

  private static ReferenceSet parse(String name, String text) {
    return switch (ReferenceSet.parse(name, text)) {
      case ReferenceReading.Parsed parsed -> parsed.set();
      case ReferenceReading.Rejected rejected ->
          throw Diagnostics.rejected(rejected.diagnostics(), text, name);
    };
  }

  /** {@code GET /v1/tenants/{tenant}/references}. */
  public AdminRoute.Answer list(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    List<JsonObject> references =
        scope
            .store()
            .read(
                snapshot -> {
                  scope.keys(snapshot, tenant);
                  return snapshot.references(tenant).stream()
                      .map(row -> json(row, parse(row.name(), row.rows()).rows().size()))
                      .toList();
                });
    return request ->
        Reply.json(request, 200, new JsonObject().put("references", new JsonArray(references)));
  }

  private static JsonObject json(ReferenceRow row, int rows) {
    return new JsonObject()
        .put("name", row.name())
        .put("version", row.stamp().version())
        .put("digest", HexFormat.of().formatHex(row.stamp().digest()))
        .put("rows", rows)
        .put("log_index", row.stamp().logIndex());
  }
}
