package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.hierarchy.KeyHierarchy;
import dev.sealkeep.keystore.hierarchy.NewTenant;
import dev.sealkeep.keystore.store.TenantRow;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.wire.Base64Url;
import dev.sealkeep.service.http.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Creates and lists tenants. */
public final class TenantHandlers {
  private final Scope scope;
  private final KeyHierarchy hierarchy;
  private final String logRoot;

  /** Handlers for tenants, who are told the log-root key {@code logRoot}. */
  public TenantHandlers(Scope scope, KeyHierarchy hierarchy, String logRoot) {
    this.scope = scope;
    this.hierarchy = hierarchy;
    this.logRoot = logRoot;
  }

  /** {@code POST /v1/tenants}. */
  public CompletableFuture<AdminRoute.Answer> create(RoutingContext context) {
    String name = Parameters.name(Parameters.object(context, Set.of("name")), "name");
    NewTenant secrets = hierarchy.createTenant(name);
    return scope
        .commit(scope.writer().createTenant(name, secrets))
        .<AdminRoute.Answer>thenApply(
            row -> {
              // Shown this once: the tenant needs k_tenant to audit, and pins its digest.
              String tenantKey =
                  Base64Url.encode(secrets.keys().tagKey().bytes(SecretAccess.get()));
              JsonObject body =
                  json(row, secrets.keys().tenantPin())
                      .put("tenant_key", tenantKey)
                      .put("log_root", logRoot);
              return request -> Reply.json(request, 201, body);
            })
        .whenComplete((answer, failure) -> secrets.close());
  }

  /** {@code GET /v1/tenants}. */
  public AdminRoute.Answer list(RoutingContext context) {
    List<JsonObject> tenants =
        scope
            .store()
            .read(
                snapshot ->
                    snapshot.tenants().stream()
                        .filter(row -> Name.parse(row.name()).isPresent())
                        .map(row -> json(row, scope.keys(snapshot, row.name()).tenantPin()))
                        .toList());
    return request ->
        Reply.json(request, 200, new JsonObject().put("tenants", new JsonArray(tenants)));
  }

  private static JsonObject json(TenantRow row, byte[] pin) {
    return new JsonObject()
        .put("name", row.name())
        .put("tenant_pin", HexFormat.of().formatHex(pin))
        .put("log_index", row.stamp().logIndex());
  }
}
