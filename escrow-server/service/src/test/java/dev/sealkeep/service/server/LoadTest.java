package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.service.configuration.LoadLimits;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Metrics;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import dev.sealkeep.service.harness.RawTls;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node takes on, what it refuses, and that others are served meanwhile. */
@Timeout(60)
class LoadTest {
  private static final int QUEUE = 6;

  @TempDir Path directory;

  /** Deadlines of a second, so that a test need not wait for long. */
  private static LoadLimits hasty() {
    Duration second = Duration.ofSeconds(1);
    return new LoadLimits(
        1, Duration.ofSeconds(20), 2 << 20, second, second, second, second, 200, 6);
  }

  private Node start(LoadLimits limits, InstantSource clock) {
    return Node.start(directory.resolve("node"), clock, c -> withQueue(c.withLoad(limits), QUEUE));
  }

  private static ServerConfiguration withQueue(ServerConfiguration c, int queue) {
    return new ServerConfiguration(
        c.data(),
        c.database(),
        c.host(),
        c.port(),
        c.origin(),
        c.tlsCertificate(),
        c.tlsKey(),
        c.tlsNames(),
        c.simulatedRoots(),
        c.trustedRoots(),
        c.collateral(),
        c.fetching(),
        c.workers(),
        queue,
        c.load(),
        Duration.ofSeconds(30),
        c.denialsPerMinute(),
        c.metricsTokenSha256(),
        c.adoptLog(),
        c.forgetNodes(),
        c.cluster());
  }

  /** A clock that, once armed, holds up whoever asks it on a worker for releases. */
  private static final class HoldingClock implements InstantSource {
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean armed;

    @Override
    public Instant instant() {
      if (armed && Thread.currentThread().getName().startsWith("release-")) {
        try {
          assertThat(letGo.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Instant.now();
    }
  }

  @Test
  void aTenantThatFloodsKeepsNeitherAnothersShareNorARevocationOut() throws Exception {
    HoldingClock clock = new HoldingClock();
    try (Node node = start(hasty(), clock);
        ExecutorService senders = Executors.newFixedThreadPool(QUEUE + 4)) {
      Operator operator = node.operator();
      node.scene(operator, "flood");
      node.scene(operator, "acme");
      Metrics metrics = new Metrics(node.http());
      Guest guest = new Guest(node.http(), Guest.GOOD);
      List<ReleaseRequest> flood = requests(guest, "flood", QUEUE + 2);
      List<ReleaseRequest> acmes = requests(guest, "acme", 2);
      ReleaseRequest acme = acmes.getLast();
      // The collateral is looked up now: who waits for it later would take places of another bound.
      assertThat(guest.send(acmes.getFirst()).status()).isEqualTo(200);
      clock.armed = true;

      List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
      for (ReleaseRequest request : flood.subList(0, QUEUE + 1)) {
        answers.add(CompletableFuture.supplyAsync(() -> guest.send(request), senders));
      }
      await().until(() -> metrics.value("sealkeep_release_waiting") == QUEUE);
      HttpAnswer refused = guest.send(flood.getLast());
      CompletableFuture<HttpAnswer> other =
          CompletableFuture.supplyAsync(() -> guest.send(acme), senders);
      await().until(() -> metrics.refused("queue_full") == 2);

      assertThat(refused.problem()).isEqualTo("overloaded");
      assertThat(refused.retryAfter().map(Integer::valueOf).orElseThrow()).isBetween(1, 5);
      assertThat(metrics.value("sealkeep_release_running")).isEqualTo(1);
      assertThat(operator.post("/v1/tenants/flood/keys/disk/disable", new JsonObject()).status())
          .as("a revocation in the middle of the storm")
          .isEqualTo(200);

      clock.letGo.countDown();
      assertThat(other.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
      List<Integer> statuses = new ArrayList<>();
      for (CompletableFuture<HttpAnswer> answer : answers) {
        statuses.add(answer.get(30, TimeUnit.SECONDS).status());
      }
      assertThat(statuses.stream().filter(status -> status == 503))
          .as("the newest of the flood gave way")
          .hasSize(1);
      await().until(() -> metrics.value("sealkeep_release_running") == 0);
      assertThat(metrics.value("sealkeep_release_waiting")).isZero();
    }
  }

  private static List<ReleaseRequest> requests(Guest guest, String tenant, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> guest.prepare(tenant, "disk", Kem.X25519).request())
        .toList();
  }

  @Test
  void clientsThatHangUpLeaveNeitherPermitsNorPlacesNorBytesBehind() {
    HoldingClock clock = new HoldingClock();
    try (Node node = start(hasty(), clock)) {
      node.scene(node.operator(), "acme");
      Metrics metrics = new Metrics(node.http());
      Guest guest = new Guest(node.http(), Guest.GOOD);
      List<ReleaseRequest> requests = requests(guest, "acme", 4);
      clock.armed = true;
      List<SSLSocket> sockets = new ArrayList<>();
      for (ReleaseRequest request : requests) {
        SSLSocket socket = RawTls.open(node.server().port(), node.server().caFile());
        sockets.add(socket);
        send(socket, post("/v1/releases", request.encode().length));
        send(socket, request.encode());
      }
      await().until(() -> metrics.value("sealkeep_release_waiting") == 3);
      assertThat(metrics.value("sealkeep_body_bytes")).isPositive();

      sockets.forEach(LoadTest::hangUp);

      await().until(() -> metrics.value("sealkeep_release_waiting") == 0);
      await().until(() -> metrics.value("sealkeep_body_bytes") == 0);
      assertThat(metrics.value("sealkeep_release_running"))
          .as("what was begun goes on to its end")
          .isEqualTo(1);
      clock.letGo.countDown();
      await().until(() -> metrics.value("sealkeep_release_running") == 0);
      assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
    }
  }

  @Test
  void whoIsSlowIsCutOffAtEveryStep() {
    try (Node node = start(hasty(), InstantSource.system())) {
      int port = node.server().port();
      Path ca = node.server().caFile();

      assertThat(RawTls.untilClosed(RawTls.silent(port, 1))).as("a handshake").isEmpty();

      assertThat(RawTls.untilClosed(RawTls.open(port, ca))).as("a request").isEmpty();
      SSLSocket header = RawTls.open(port, ca);
      send(
          header,
          "GET /healthz HTTP/1.1\r\nhost: a\r\nx-slow: 1".getBytes(StandardCharsets.US_ASCII));
      assertThat(RawTls.untilClosed(header)).as("the rest of its headers").isEmpty();
      assertThat(ownConnection(node, m -> m.refused("header_deadline"))).isEqualTo(2);

      SSLSocket body = RawTls.open(port, ca);
      send(body, post("/v1/releases", 100));
      send(body, "{\"tenant\":".getBytes(StandardCharsets.US_ASCII));
      assertThat(RawTls.untilClosed(body)).contains(" 503 ").contains("problem:deadline");
      assertThat(ownConnection(node, m -> m.refused("body_deadline"))).isEqualTo(1);

      SSLSocket kept = RawTls.open(port, ca);
      send(kept, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(RawTls.untilClosed(kept)).as("the next request").contains(" 200 ");
      assertThat(ownConnection(node, m -> m.value("sealkeep_body_bytes"))).isZero();
    }
  }

  /** Asks on a new connection, since a kept one is just about to be cut off as well. */
  private static double ownConnection(Node node, ToDoubleFunction<Metrics> question) {
    try (PinnedHttp http = new PinnedHttp(node.server().port(), node.server().caFile())) {
      return question.applyAsDouble(new Metrics(http));
    }
  }

  @Test
  void anOversizedBodyIsRefusedBeforeItIsReadAndItsConnectionClosed() {
    try (Node node = start(hasty(), InstantSource.system())) {
      int port = node.server().port();
      Path ca = node.server().caFile();
      Metrics metrics = new Metrics(node.http());

      SSLSocket declared = RawTls.open(port, ca);
      send(declared, post("/v1/releases", (1 << 20) + 1));
      assertThat(RawTls.untilClosed(declared))
          .contains(" 413 ")
          .contains("connection: close")
          .contains("problem:too-large");

      SSLSocket chunked = RawTls.open(port, ca);
      send(
          chunked,
          "POST /v1/challenges HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
      send(chunked, chunk.repeat(5).getBytes(StandardCharsets.US_ASCII));
      assertThat(RawTls.untilClosed(chunked))
          .as("with no end of the body in sight")
          .contains(" 413 ")
          .contains("problem:too-large");
      assertThat(metrics.refused("body_too_large")).isEqualTo(2);
      assertThat(metrics.value("sealkeep_body_bytes")).isZero();
    }
  }

  @Test
  void bodiesInMemoryHaveABudgetAndSlowOnesGiveWay() {
    LoadLimits limits = hasty();
    LoadLimits patient =
        new LoadLimits(
            1,
            limits.queueDeadline(),
            limits.bodyBytes(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            200,
            50);
    try (Node node = start(patient, InstantSource.system())) {
      node.scene(node.operator(), "acme");
      Metrics metrics = new Metrics(node.http());
      List<SSLSocket> slow = new ArrayList<>();
      byte[] most = new byte[900 << 10];
      for (int i = 0; i < 6; i++) {
        SSLSocket socket = RawTls.open(node.server().port(), node.server().caFile());
        slow.add(socket);
        send(socket, post("/v1/releases", 1 << 20));
        send(socket, most);
      }
      await().until(() -> metrics.refused("bodies_full") >= 4);
      assertThat(metrics.value("sealkeep_body_bytes")).isBetween(1.0, (double) (2 << 20));

      Guest guest = new Guest(node.http(), Guest.GOOD);
      await("a quick body is read while the slow ones hold the rest")
          .until(() -> guest.ask("acme", "disk").status() == 200);

      slow.forEach(LoadTest::hangUp);
      await().until(() -> metrics.value("sealkeep_body_bytes") == 0);
    }
  }

  @Test
  void anAddressHasItsConnectionsAndOthersHaveTheirs() throws IOException {
    LoadLimits limits = hasty();
    LoadLimits patient =
        new LoadLimits(
            1,
            limits.queueDeadline(),
            limits.bodyBytes(),
            limits.bodyDeadline(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            12,
            6);
    try (Node node = start(patient, InstantSource.system())) {
      int port = node.server().port();
      Metrics metrics = new Metrics(node.http());
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        open.add(RawTls.silent(port, 2));
      }

      assertThat(RawTls.untilClosed(RawTls.silent(port, 2))).isEmpty();
      assertThat(metrics.refused("connections_of_address")).isEqualTo(1);
      assertThat(metrics.value("sealkeep_connections")).isEqualTo(7);
      try (PinnedHttp other = new PinnedHttp(port, node.server().caFile())) {
        assertThat(other.get("/healthz").status()).as("from another address").isEqualTo(200);
      }

      for (Socket socket : open) {
        socket.close();
      }
      await().until(() -> metrics.value("sealkeep_connections") < 7);
      try (Socket again = RawTls.silent(port, 2)) {
        await().until(() -> metrics.value("sealkeep_connections") >= 1);
        assertThat(again.isConnected()).isTrue();
      }
      assertThat(metrics.refused("connections_of_address")).isEqualTo(1);
    }
  }

  private static byte[] post(String path, int length) {
    return "POST %s HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        .formatted(path, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(SSLSocket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // The server may have hung up; what it said is read later.
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
