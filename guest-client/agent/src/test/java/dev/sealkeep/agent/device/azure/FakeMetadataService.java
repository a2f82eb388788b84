package dev.sealkeep.agent.device.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The service on a local port: makes a quote of each report, but for scripted answers. */
final class FakeMetadataService implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Deque<Answer> scripted = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body) {
    static Answer of(int status, String body) {
      return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  FakeMetadataService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers the next request so. */
  synchronized void next(Answer answer) {
    scripted.add(answer);
  }

  /** From now on sends the head of an answer, and its body never. */
  void fallSilent() {
    silent = true;
  }

  /** Method, path and body of each request. */
  List<String> requests() {
    return requests;
  }

  /** A quote of a report, without meaning but for its REPORTDATA. */
  static byte[] quoteOf(byte[] reportData) {
    return ByteBuffer.allocate(48 + 584 + 4 + 10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 4)
        .putInt(4, 0x81)
        .put(48 + 520, reportData)
        .putInt(48 + 584, 10)
        .array();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body);
    Answer answer = answer(body);
    exchange.getResponseHeaders().set("Location", uri() + "/elsewhere");
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    try (exchange) {
      if (silent) {
        exchange.getResponseBody().flush();
        closing.await();
      } else {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Answer answer(String body) {
    if (!scripted.isEmpty()) {
      return scripted.remove();
    }
    String encoded = body.substring(body.indexOf(':') + 2, body.lastIndexOf('"'));
    TdReport report = new TdReport(Base64.getUrlDecoder().decode(encoded));
    return Answer.of(200, "{\"quote\":\"" + base64(quoteOf(report.reportData())) + "\"}");
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
