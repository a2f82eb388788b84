package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.service.harness.RawTls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask and do not read. */
@Timeout(60)
class UnsentAnswersTest {
  private static final int STREAMS = 8;
  private static final int ANSWER = 10_000;
  private static final int COSTS = ANSWER + (4 << 10);

  /** Room for what two of the connections ask for. */
  private static final int LIMIT = 2 * STREAMS * COSTS;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicLong most = new AtomicLong();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    UnsentAnswers answers = new UnsentAnswers(LIMIT, closed::incrementAndGet);
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            request -> {
              answers.watch(request);
              request.next();
            });
    router
        .route()
        .handler(
            request -> {
              Reply.bytes(request, 200, "text/plain", Buffer.buffer(new byte[ANSWER]));
              most.accumulateAndGet(answers.bytes(), Math::max);
              asked.incrementAndGet();
            });
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1")).requestHandler(router);
    server.listen(0).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    port = server.actualPort();
    vertx.setPeriodic(10, look -> now.set(answers.bytes()));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void theConnectionOfTheOldestIsClosedWhenAllAreTooMuch() throws Exception {
    try (Socket first = deaf();
        Socket second = deaf()) {
      await().until(() -> asked.get() == 2 * STREAMS);
      assertThat(closed).hasValue(0);

      try (Socket third = deaf()) {
        String _ = RawTls.untilClosed(first);
        await().until(() -> asked.get() == 3 * STREAMS);

        assertThat(closed.get()).isPositive();
        assertThat(most.get()).isLessThanOrEqualTo(LIMIT);
        assertThat(get()).isEqualTo(ANSWER);
        assertThat(third.isConnected() && second.isConnected()).isTrue();
      }
    }
    await().until(() -> now.get() == 0);
  }

  @Test
  void whoReadsIsNeverInTheWay() throws Exception {
    for (int i = 0; i < 3 * STREAMS; i++) {
      assertThat(get()).isEqualTo(ANSWER);
    }

    assertThat(closed).hasValue(0);
    await().until(() -> now.get() == 0);
  }

  private int get() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                  .version(HttpClient.Version.HTTP_1_1)
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body()
          .length;
    }
  }

  /** A connection that asks for some answers and has no window for any. */
  private Socket deaf() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    // SETTINGS_INITIAL_WINDOW_SIZE = 0
    frame(out, 4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
    // GET http /, indexed (RFC 7541, appendix A), and the authority "a".
    byte[] head = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 1, 1, 'a'};
    for (int i = 0; i < STREAMS; i++) {
      // END_STREAM and END_HEADERS
      frame(out, 1, 5, 2 * i + 1, head);
    }
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(bytes.toByteArray());
    return socket;
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }
}
