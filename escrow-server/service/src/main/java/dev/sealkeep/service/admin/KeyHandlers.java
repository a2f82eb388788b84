package dev.sealkeep.service.admin;

import dev.sealkeep.keystore.hierarchy.Fingerprint;
import dev.sealkeep.keystore.hierarchy.TenantKeys;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.log.LogMember;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Creates, imports, lists, rotates, disables and enables sealing keys. */
public final class KeyHandlers {
  private static final int LEAST_BYTES = 16;
  private static final int MOST_BYTES = 512;
  private static final int DEFAULT_BYTES = 32;

  private final Scope scope;
  private final SecureRandom random;

  /** Handlers that make keys from {@code random}. */
  public KeyHandlers(Scope scope, SecureRandom random) {
    this.scope = scope;
    this.random = random;
  }

  /** {@code POST /v1/tenants/{tenant}/keys}. */
  public CompletableFuture<AdminRoute.Answer> create(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    JsonObject body = Parameters.object(context, Set.of("name", "policy", "bytes", "secret"));
    String name = Parameters.name(body, "name");
    String policy = Parameters.name(body, "policy");
    if (body.containsKey("bytes") && body.containsKey("secret")) {
      throw Parameters.malformed("bytes and secret exclude each other.");
    }
    int bytes = Parameters.integer(body, "bytes", DEFAULT_BYTES, LEAST_BYTES, MOST_BYTES);
    SecretBytes secret = secret(body, bytes);
    return committed(scope.writer().createKey(tenant, name, policy, secret), secret, 201);
  }

  /** {@code POST /v1/tenants/{tenant}/keys/{key}/rotate}. */
  public CompletableFuture<AdminRoute.Answer> rotate(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    String name = Parameters.name(context, "key");
    SecretBytes secret = secret(Parameters.object(context, Set.of("secret")), DEFAULT_BYTES);
    return committed(scope.writer().rotateKey(tenant, name, secret), secret, 200);
  }

  private SecretBytes secret(JsonObject body, int bytes) {
    return Parameters.secret(body, "secret", LEAST_BYTES, MOST_BYTES)
        .orElseGet(() -> SecretBytes.random(random, bytes));
  }

  private CompletableFuture<AdminRoute.Answer> committed(
      LogMember<KeyRow> member, SecretBytes secret, int status) {
    Fingerprint fingerprint = Fingerprint.of(secret);
    return scope
        .commit(member)
        .<AdminRoute.Answer>thenApply(
            row -> request -> Reply.json(request, status, json(row, fingerprint)))
        .whenComplete((answer, failure) -> secret.close());
  }

  /** {@code POST /v1/tenants/{tenant}/keys/{key}/disable}. */
  public CompletableFuture<AdminRoute.Answer> disable(RoutingContext context) {
    return enabled(context, false);
  }

  /** {@code POST /v1/tenants/{tenant}/keys/{key}/enable}. */
  public CompletableFuture<AdminRoute.Answer> enable(RoutingContext context) {
    return enabled(context, true);
  }

  private CompletableFuture<AdminRoute.Answer> enabled(RoutingContext context, boolean enabled) {
    String tenant = Parameters.name(context, "tenant");
    String name = Parameters.name(context, "key");
    return scope
        .commit(
            appender -> {
              KeyRow row = scope.writer().enableKey(tenant, name, enabled).write(appender);
              TenantKeys keys = scope.keys(appender.transaction(), tenant);
              return json(row, fingerprint(appender.transaction(), keys, row));
            })
        .thenApply(body -> request -> Reply.json(request, 200, body));
  }

  /** {@code GET /v1/tenants/{tenant}/keys}. */
  public AdminRoute.Answer list(RoutingContext context) {
    String tenant = Parameters.name(context, "tenant");
    List<JsonObject> keys =
        scope
            .store()
            .read(
                snapshot -> {
                  TenantKeys opened = scope.keys(snapshot, tenant);
                  return snapshot.keys(tenant).stream()
                      .map(row -> json(row, fingerprint(snapshot, opened, row)))
                      .toList();
                });
    return request -> Reply.json(request, 200, new JsonObject().put("keys", new JsonArray(keys)));
  }

  private static Fingerprint fingerprint(Snapshot snapshot, TenantKeys keys, KeyRow row) {
    try (SecretBytes secret =
        snapshot
            .keyVersion(row.tenant(), row.name(), row.currentVersion())
            .map(keys::unwrapKey)
            .orElseThrow(
                () -> Scope.notFound("Key '" + row.name() + "' lacks its current version."))) {
      return Fingerprint.of(secret);
    }
  }

  private static JsonObject json(KeyRow row, Fingerprint fingerprint) {
    return new JsonObject()
        .put("name", row.name())
        .put("policy", row.policy())
        .put("enabled", row.enabled())
        .put("version", row.currentVersion())
        .put("fingerprint", fingerprint.hex())
        .put("log_index", row.stamp().logIndex());
  }
}
