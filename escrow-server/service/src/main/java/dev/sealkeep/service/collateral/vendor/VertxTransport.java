package dev.sealkeep.service.collateral.vendor;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * HTTP by Vert.x: few connections to a host, no redirects, TLS with the platform's authorities. A
 * request that has no whole answer in time is cut off.
 */
public final class VertxTransport implements Transport, Alarm {
  private static final int MAX_WAITING = 4_096;
  private static final int MAX_HEADER_BYTES = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final HttpClient client;

  /**
   * Where every exchange runs. A response is there for the event loop that read it: a handler that
   * is set from elsewhere comes after an answer that is quick to end.
   */
  private final Context context;

  private final Duration limit;

  /**
   * A transport on {@code vertx}, whose event loops it uses and which it does not close.
   *
   * @param limit how long one request may take, from the wait for a connection to the last byte
   */
  public VertxTransport(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) Math.min(CONNECT.toMillis(), limit.toMillis()))
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false),
            new PoolOptions()
                .setHttp1MaxSize(VendorClient.AT_ONCE)
                .setMaxWaitQueueSize(MAX_WAITING));
  }

  @Override
  public void after(Duration delay, Runnable task) {
    vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
  }

  @Override
  public CompletableFuture<Answer> get(URI uri, int maxBytes) {
    Exchange exchange = new Exchange(maxBytes);
    long timer = vertx.setTimer(limit.toMillis(), fired -> exchange.fail(FetchFault.TIMED_OUT));
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(uri.toString())
            .setFollowRedirects(false);
    context.runOnContext(
        turn ->
            client
                .request(options)
                .compose(exchange::send)
                .onSuccess(exchange::read)
                .onFailure(failure -> exchange.fail(FetchFault.UNREACHABLE)));
    CompletableFuture<Answer> answer =
        exchange.answer.future().toCompletionStage().toCompletableFuture();
    return answer.whenComplete((value, failure) -> vertx.cancelTimer(timer));
  }

  /** One request and its answer as it comes in; its handlers run on one event loop. */
  private static final class Exchange {
    private final int maxBytes;
    private final Promise<Answer> answer = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private volatile Runnable cut = () -> {};

    Exchange(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    io.vertx.core.Future<HttpClientResponse> send(HttpClientRequest request) {
      cut = () -> request.reset().onFailure(ended -> {});
      return request.send();
    }

    void read(HttpClientResponse response) {
      response.handler(
          part -> {
            if (body.length() + part.length() > maxBytes) {
              fail(FetchFault.OVERSIZED);
            } else {
              body.appendBuffer(part);
            }
          });
      response.exceptionHandler(broken -> fail(FetchFault.UNREACHABLE));
      response.endHandler(
          ended ->
              answer.tryComplete(
                  new Answer(response.statusCode(), headers(response), body.getBytes())));
    }

    private static Map<String, String> headers(HttpClientResponse response) {
      Map<String, String> headers = new HashMap<>();
      response
          .headers()
          .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
      return headers;
    }

    void fail(FetchFault fault) {
      if (answer.tryFail(new TransportException(fault))) {
        cut.run();
      }
    }
  }
}
