package dev.sealkeep.bench.releases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealkeep.simulator.SnpGuest;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Guests that each fetch one key after another, as fast as they are answered (a closed loop): a
 * challenge, evidence over it, a release. TLS 1.3, HTTP/1.1, no session resumption.
 */
public final class Load implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 30;
  private static final int RUN_MINUTES = 30;

  /** Every so many answers, one is checked in full: receipt, inclusion, ciphertext, pin. */
  private static final int CHECKED_OF = 64;

  private static final String JSON = "application/json";
  private static final String RELEASES = "/v1/releases";

  /** About as long as a request with SNP evidence and its certificates. */
  private static final int REFUSED = 8 << 10;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent client;
  private final String host;
  private final int port;
  private final Estate.Pins pins;
  private final int keys;
  private final List<Exchange> guests = new ArrayList<>();
  private final AtomicInteger checked = new AtomicInteger();
  private volatile Sizes sizes = new Sizes(0, 0, 0);

  /** How long the bodies of one release were, in bytes. */
  public record Sizes(int challenge, int request, int answer) {}

  /** How guests connect. */
  public enum Connection {
    /** One connection a guest, kept for all its releases. */
    KEPT,
    /** A connection with a full handshake for each release: its challenge and its request. */
    FRESH
  }

  /** What guests ask for, again and again. */
  public enum Ask {
    /** A challenge alone. */
    CHALLENGE,
    /** A release that is refused once its body has been read, by its media type. */
    REFUSAL,
    /** A challenge and a release. */
    RELEASE
  }

  /**
   * So many guests of {@code server}, on the machines in turn, of the keys that it has at first.
   */
  public Load(ServerProcess server, Estate.Pins pins, List<SnpGuest> machines, int clients) {
    this(server, pins, machines, clients, Estate.KEYS);
  }

  /** The same, which ask for keys all over those that are there. */
  public Load(
      ServerProcess server, Estate.Pins pins, List<SnpGuest> machines, int clients, int keys) {
    this.keys = keys;
    URI url = URI.create(server.url());
    this.host = url.getHost();
    this.port = url.getPort();
    this.pins = pins;
    for (int i = 0; i < clients; i++) {
      guests.add(new Exchange(machines.get(i % machines.size())));
    }
    this.client = vertx.createHttpClient(tls(server));
  }

  /** How a guest connects: TLS 1.3 that trusts the server's own authority, HTTP/1.1. */
  public static HttpClientOptions tls(ServerProcess server) {
    return new HttpClientOptions()
        .setSsl(true)
        .setSslEngineOptions(new OpenSSLEngineOptions())
        .setTrustOptions(new PemTrustOptions().addCertPath(server.ca().toString()))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setTcpNoDelay(true);
  }

  /** The sizes of the newest release; zeros before the first. */
  public Sizes sizes() {
    return sizes;
  }

  /** Answers that were checked in full. */
  int checked() {
    return checked.get();
  }

  /** Fetches so many keys; a failure of any of them ends the run. */
  public Latencies run(Connection connection, int releases) {
    return run(connection, Ask.RELEASE, releases);
  }

  /** Asks so often; an answer that was not asked for ends the run. */
  public Latencies run(Connection connection, Ask ask, int times) {
    Latencies latencies = new Latencies(times);
    AtomicInteger next = new AtomicInteger();
    Queue<Exchange> waiting = new ConcurrentLinkedQueue<>(guests);
    // A guest's computation must not hold up the answers of others, so none runs on an event loop.
    DeploymentOptions threads =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.VIRTUAL_THREAD)
            .setInstances(guests.size());
    String deployed =
        await(
            vertx.deployVerticle(
                () ->
                    new AbstractVerticle() {
                      @Override
                      public void start() {
                        work(waiting.remove(), connection, ask, next, latencies);
                      }
                    },
                threads),
            RUN_MINUTES * 60);
    await(vertx.undeploy(deployed), DEADLINE_SECONDS);
    return latencies;
  }

  private void work(
      Exchange guest, Connection connection, Ask ask, AtomicInteger next, Latencies to) {
    Optional<HttpClientConnection> kept =
        connection == Connection.KEPT ? Optional.of(connect()) : Optional.empty();
    for (int i = next.getAndIncrement(); i < to.size(); i = next.getAndIncrement()) {
      long begun = System.nanoTime();
      HttpClientConnection used = kept.orElseGet(this::connect);
      switch (ask) {
        case CHALLENGE -> {
          byte[] _ = challenge(used);
        }
        case REFUSAL -> {
          byte[] _ = send(used, HttpMethod.POST, RELEASES, "text/plain", new byte[REFUSED], 415);
        }
        case RELEASE -> release(guest, used, i, begun, to);
      }
      if (kept.isEmpty()) {
        Future.await(used.close());
      }
    }
    kept.ifPresent(used -> Future.await(used.close()));
  }

  private void release(
      Exchange guest, HttpClientConnection used, int number, long begun, Latencies to) {
    byte[] challenge = challenge(used);
    Exchange.Prepared prepared = guest.prepare(challenge, Estate.key(number, keys));
    byte[] request = prepared.request().encode();
    long asked = System.nanoTime();
    byte[] answer = send(used, HttpMethod.POST, RELEASES, JSON, request, 200);
    long answered = System.nanoTime();
    to.record(number, answered - asked, answered - begun);
    sizes = new Sizes(challenge.length, request.length, answer.length);
    if (number % CHECKED_OF == 0) {
      guest.check(prepared, answer, pins);
      checked.incrementAndGet();
    }
  }

  private static byte[] challenge(HttpClientConnection used) {
    return send(used, HttpMethod.POST, "/v1/challenges", JSON, "{}".getBytes(UTF_8), 200);
  }

  /** The server's meters. */
  public Scrape scrape() {
    AtomicReference<Scrape> scrape = new AtomicReference<>();
    DeploymentOptions thread =
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    String deployed =
        await(
            vertx.deployVerticle(
                new AbstractVerticle() {
                  @Override
                  public void start() {
                    HttpClientConnection connection = connect();
                    byte[] text =
                        send(connection, HttpMethod.GET, "/metrics", JSON, new byte[0], 200);
                    Future.await(connection.close());
                    scrape.set(Scrape.of(new String(text, UTF_8)));
                  }
                },
                thread),
            DEADLINE_SECONDS);
    await(vertx.undeploy(deployed), DEADLINE_SECONDS);
    return scrape.get();
  }

  private HttpClientConnection connect() {
    return Future.await(
        client.connect(new HttpConnectOptions().setHost(host).setPort(port).setSsl(true)));
  }

  private static byte[] send(
      HttpClientConnection connection,
      HttpMethod method,
      String path,
      String type,
      byte[] body,
      int expected) {
    HttpClientRequest request =
        Future.await(connection.request(new RequestOptions().setMethod(method).setURI(path)));
    request.putHeader("content-type", type);
    request.idleTimeout(Duration.ofSeconds(DEADLINE_SECONDS).toMillis());
    HttpClientResponse response = Future.await(request.send(Buffer.buffer(body)));
    Buffer answer = Future.await(response.body());
    if (response.statusCode() != expected) {
      throw new IllegalStateException("%s: %d %s".formatted(path, response.statusCode(), answer));
    }
    return answer.getBytes();
  }

  private static <T> T await(Future<T> future, long seconds) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close(), DEADLINE_SECONDS);
  }
}
