package dev.sealkeep.service.admission;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;

/**
 * Whoever asks for a permit.
 *
 * @param share who shares places with it: requests of one share wait behind one another, and shares
 *     are served in turn
 * @param ended completes once the request is answered or its connection gone; who waits then no
 *     longer needs to
 */
public record Caller(String share, CompletableFuture<?> ended) {
  /** The caller behind a request. Call on its context. */
  public static Caller of(RoutingContext request, String share) {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    request.addEndHandler(answered -> ended.complete(true));
    return new Caller(share, ended);
  }
}
