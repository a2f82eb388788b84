package dev.sealkeep.service.admin;

import dev.sealkeep.service.admission.Caller;
import dev.sealkeep.service.admission.FairLimit;
import dev.sealkeep.service.http.AdminTokens;
import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.WorkerPool;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs an administrative call: the bearer token first, then what other nodes have committed, so
 * that whoever was told of a change by one node sees it at each, then the call itself, all on a
 * worker since they read the store; the answer goes out on the request's context. Whoever has shown
 * a good token does not wait behind those who have none.
 */
public final class AdminRoute {
  private final AdminTokens tokens;
  private final WorkerPool workers;
  private final FairLimit limit;
  private final Supplier<CompletableFuture<?>> caughtUp;

  /**
   * Routes guarded by {@code tokens}, run on {@code workers}, as many at once as {@code limit}.
   *
   * @param caughtUp brings this node up to what others have committed; may block
   */
  public AdminRoute(
      AdminTokens tokens,
      WorkerPool workers,
      FairLimit limit,
      Supplier<CompletableFuture<?>> caughtUp) {
    this.tokens = tokens;
    this.workers = workers;
    this.limit = limit;
    this.caughtUp = caughtUp;
  }

  /** Writes an answer; runs on the request's context. */
  @FunctionalInterface
  public interface Answer {
    /** Writes it. */
    void send(RoutingContext context);
  }

  /** A call that reads and answers. */
  public Handler<RoutingContext> reading(Function<RoutingContext, Answer> call) {
    return committing(context -> CompletableFuture.completedFuture(call.apply(context)));
  }

  /** A call that commits something before it answers. */
  public Handler<RoutingContext> committing(
      Function<RoutingContext, CompletableFuture<Answer>> call) {
    return request -> {
      String authorization = request.request().getHeader("authorization");
      CompletableFuture<Answer> answer =
          limit.run(
              Caller.of(request, tokens.share(authorization)),
              () ->
                  workers.compose(
                      () -> {
                        authorize(authorization);
                        return upToDate(() -> call.apply(request));
                      }));
      Delivery.of(
          request,
          answer,
          written -> written.send(request),
          failure -> Reply.failure(request, failure));
    };
  }

  private CompletableFuture<Answer> upToDate(Supplier<CompletableFuture<Answer>> call) {
    CompletableFuture<?> log = caughtUp.get();
    return log.isDone() ? call.get() : log.thenCompose(_ -> workers.compose(call));
  }

  private void authorize(@Nullable String authorization) {
    if (!tokens.accepts(authorization)) {
      throw new ProblemException(
          Problem.Kind.UNAUTHORIZED, "Send an admin token: Authorization: Bearer <token>.");
    }
  }
}
