package dev.sealkeep.service.admin;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.log.LogAppender;
import dev.sealkeep.service.log.StateIndex;
import dev.sealkeep.service.state.TenantDirectory;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Lets releases go on in a log that took the place of another. */
public final class LogHandlers {
  private final Scope scope;
  private final TenantDirectory tenants;
  private final SecureRandom random;

  /** Handlers that write under the system tenant of {@code tenants}. */
  public LogHandlers(Scope scope, TenantDirectory tenants, SecureRandom random) {
    this.scope = scope;
    this.tenants = tenants;
    this.random = random;
  }

  /** {@code POST /v1/log/resume}. */
  public CompletableFuture<AdminRoute.Answer> resume(RoutingContext context) {
    String origin =
        Parameters.string(Parameters.object(context, Set.of("origin")), "origin")
            .orElseThrow(() -> Parameters.malformed("The member 'origin' is missing."));
    return scope
        .commit(appender -> resume(appender, origin))
        .thenApply(
            index ->
                request ->
                    Reply.json(
                        request,
                        200,
                        new JsonObject().put("origin", origin).put("log_index", index)));
  }

  /** The log is named so that a word about one gap does not count for the next. */
  private long resume(LogAppender appender, String origin) {
    if (!appender.held()) {
      throw new ProblemException(Problem.Kind.CONFLICT, "Releases are not held.");
    }
    String opened = appender.opening().map(StateIndex.Opening::origin).orElse("");
    if (!opened.equals(origin)) {
      throw new ProblemException(
          Problem.Kind.CONFLICT, "Releases are held for the log '%s'.".formatted(opened));
    }
    long version =
        appender.newest(StateIndex.RELEASES).map(StateIndex.Newest::version).orElse(0L) + 1;
    return appender
        .append(
            DecisionId.random(random),
            Entry.SYSTEM_TENANT,
            tenants.system().tagKey(),
            header ->
                new Entry.State(
                    header,
                    StateIndex.RELEASES.object(),
                    StateIndex.RELEASES.name(),
                    version,
                    Digest.sha256(origin.getBytes(StandardCharsets.UTF_8))))
        .index();
  }
}
