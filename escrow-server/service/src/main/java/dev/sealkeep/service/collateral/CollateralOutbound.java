package dev.sealkeep.service.collateral;

import dev.sealkeep.service.collateral.vendor.VertxTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop of collateral, apart from those that serve guests: requests to vendors, waiting,
 * and the listener for the vendors' bare paths.
 */
public final class CollateralOutbound implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CollateralOutbound.class);
  private static final Duration REQUEST = Duration.ofSeconds(8);
  private static final int END_SECONDS = 10;
  private static final int IDLE_SECONDS = 30;
  private static final int MAX_LINE_BYTES = 4 << 10;

  private final Vertx vertx;
  private final VertxTransport transport;

  /** Starts the loop. */
  public CollateralOutbound() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    transport = new VertxTransport(vertx, REQUEST);
  }

  /** Requests and alarms on this loop. */
  public VertxTransport transport() {
    return transport;
  }

  /**
   * Answers the vendors' bare paths over plain HTTP.
   *
   * @return the port
   */
  public int listen(String host, int port, CollateralProxy proxy) {
    Router router = Router.router(vertx);
    proxy.mountBare(router);
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                // Where whoever opens no window has his answers kept in memory.
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(MAX_LINE_BYTES));
    return await(server.requestHandler(router).listen(port, host)).actualPort();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (IllegalStateException e) {
      LOG.warn("the event loop of collateral did not end in time: {}", e.getMessage());
    }
  }
}
