package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.state.StateReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Registers, lists and shows policies. */
public final class PolicyHandlers {
  private final Scope scope;

  /** Handlers over {@code scope}. */
  public PolicyHandlers(Scope scope) {
    this.scope = scope;
  }

  /** {@code PUT /v1/tenants/{tenant}/policies/{policy}}. */
  public CompletableFuture<AdminRoute.Answer> put(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    String name = Parameters.name(context, "policy");
    String source = Parameters.text(context);
    List<Diagnostic> warnings =
        switch (PolicyCompiler.compile(source)) {
          case Compilation.Compiled compiled -> compiled.warnings();
          case Compilation.Rejected rejected ->
              throw Diagnostics.rejected(rejected.diagnostics(), source, name);
        };
    return scope
        .commit(scope.writer().putPolicy(tenant, name, source))
        .thenApply(
            row ->
                request ->
                    Reply.json(
                        request,
                        200,
                        json(row).put("warnings", Diagnostics.json(warnings, source, name))));
  }

  /** {@code GET /v1/tenants/{tenant}/policies}. */
  public AdminRoute.Answer list(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    List<JsonObject> policies =
        scope
            .store()
            .read(
                snapshot -> {
                  scope.keys(snapshot, tenant);
                  return snapshot.policies(tenant).stream().map(PolicyHandlers::json).toList();
                });
    return request ->
        Reply.json(request, 200, new JsonObject().put("policies", new JsonArray(policies)));
  }

  /** {@code GET /v1/tenants/{tenant}/policies/{policy}}. */
  public AdminRoute.Answer show(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    String name = Parameters.name(context, "policy");
    String source =
        scope
            .store()
            .read(
                snapshot -> {
                  TenantKeys keys = scope.keys(snapshot, tenant);
                  return switch (scope.reader().policy(snapshot, keys, tenant, name)) {
                    case StateReader.Checked.Good<PolicyRow>(PolicyRow row) -> row.source();
                    case StateReader.Checked.Bad<PolicyRow> bad ->
                        throw Scope.notFound(
                            "There is no usable policy '%s' (%s)."
                                .formatted(name, bad.fault().code()));
                  };
                });
    return request -> Reply.text(request, source);
  }

  private static JsonObject json(PolicyRow row) {
    return new JsonObject()
        .put("name", row.name())
        .put("version", row.stamp().version())
        .put("digest", HexFormat.of().formatHex(row.stamp().digest()))
        .put("log_index", row.stamp().logIndex());
  }
}
