package dev.sealkeep.service.http;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Brings what other threads computed back to the event loop that a request came in on. */
public final class Delivery {
  private Delivery() {}

  /** Runs one of the two on the request's context once {@code work} has ended. */
  public static <T> void of(
      RoutingContext request,
      CompletableFuture<T> work,
      Consumer<T> succeeded,
      Consumer<Throwable> failed) {
    Context context = request.vertx().getOrCreateContext();
    CompletableFuture<T> _ =
        work.whenComplete(
            (value, failure) ->
                context.runOnContext(
                    ignored -> {
                      if (failure == null) {
                        succeeded.accept(value);
                      } else {
                        failed.accept(failure);
                      }
                    }));
  }
}
