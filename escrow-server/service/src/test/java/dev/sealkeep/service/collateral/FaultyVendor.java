package dev.sealkeep.service.collateral;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** AMD's and Intel's services on loopback, with faults before the right answers. */
final class FaultyVendor implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<CollateralId, Received> published = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** What goes wrong with one answer. */
  enum Fault {
    /** No answer at all. */
    SILENCE,
    /** Half of the body, then the connection breaks off. */
    BROKEN_OFF,
    /** 500. */
    SERVER_ERROR,
    /** 429 with Retry-After: 1. */
    THROTTLED,
    /** Another item's content. */
    WRONG_CONTENT,
    /** The content without its last byte, of a matching length. */
    TRUNCATED,
    /** More than any item has. */
    OVERSIZED,
    /** A header that is no chain. */
    WRONG_HEADER
  }

  FaultyVendor() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  FaultyVendor publish(CollateralId id, Received content) {
    published.put(id, content);
    return this;
  }

  synchronized void next(Fault... next) {
    faults.addAll(Arrays.asList(next));
  }

  /** Holds every answer back until the latch is open. */
  void hold(CountDownLatch latch) {
    gate = latch;
  }

  /** How often an item was asked for. */
  int asked(CollateralId id) {
    return asked.getOrDefault(VendorPaths.of(id).text(), new AtomicInteger()).get();
  }

  /** How many requests came. */
  int asked() {
    return asked.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private synchronized Optional<Fault> fault() {
    return Optional.ofNullable(faults.poll());
  }

  private void handle(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    asked.computeIfAbsent(uri.toString(), path -> new AtomicInteger()).incrementAndGet();
    await(gate);
    Optional<Fault> fault = fault();
    Received content =
        VendorPaths.parse(uri.getRawPath(), Optional.ofNullable(uri.getRawQuery()).orElse(""))
            .flatMap(
                id -> {
                  PublishedItem.chainHeader(id)
                      .ifPresent(name -> exchange.getResponseHeaders().set(name, chain(id, fault)));
                  return Optional.ofNullable(published.get(id));
                })
            .orElse(null);
    try (exchange) {
      if (fault.isPresent()) {
        misbehave(exchange, fault.get(), content == null ? new byte[10] : content.body());
      } else if (content == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.getResponseHeaders().set("content-type", content.contentType());
        send(exchange, content.body());
      }
    }
  }

  private String chain(CollateralId id, Optional<Fault> fault) {
    Received content = published.get(id);
    return fault.equals(Optional.of(Fault.WRONG_HEADER)) || content == null
        ? "nonsense"
        : content.issuerChain();
  }

  private void misbehave(HttpExchange exchange, Fault fault, byte[] body) throws IOException {
    switch (fault) {
      case SILENCE -> await(closing);
      case BROKEN_OFF -> {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
      }
      case SERVER_ERROR -> exchange.sendResponseHeaders(500, -1);
      case THROTTLED -> {
        exchange.getResponseHeaders().set("retry-after", "1");
        exchange.sendResponseHeaders(429, -1);
      }
      case WRONG_CONTENT ->
          send(exchange, "{\"something\":\"else\"}".getBytes(StandardCharsets.UTF_8));
      case TRUNCATED -> send(exchange, Arrays.copyOf(body, body.length - 1));
      case OVERSIZED -> send(exchange, new byte[3 << 20]);
      case WRONG_HEADER -> send(exchange, body);
    }
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
