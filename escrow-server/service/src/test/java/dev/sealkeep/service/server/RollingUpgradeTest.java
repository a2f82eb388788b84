package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.keystore.store.postgresql.FreePort;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.PinnedHttp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one PostgreSQL, replaced one after the other while guests ask for their keys: a
 * guest may lose a connection, or find a node that is not up yet, and asks another then as the
 * agent does; no other answer that it gets is a refusal.
 */
@Timeout(600)
@SuppressWarnings("NullAway.Init") // Made before each test.
class RollingUpgradeTest {
  private static final int NODES = 3;
  private static final int GUESTS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What a guest waits for its key, over all nodes. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private PostgresqlServer database;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<PinnedHttp> clients = new ArrayList<>();
  private JsonObject acme;

  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private volatile boolean enough;

  @BeforeEach
  void start() throws IOException {
    database = PostgresqlServer.start(directory.resolve("database"), FreePort.any(), Map.of());
    database.createDatabase();
    for (int i = 0; i < NODES; i++) {
      configure(i);
      nodes.add(NodeProcess.start(data(i), directory.resolve("log-" + i)));
      clients.add(new PinnedHttp(nodes.get(i).port(), nodes.get(i).caFile()));
      if (i == 0) {
        scene(nodes.getFirst().token().orElseThrow());
      }
    }
  }

  private Path data(int node) {
    return directory.resolve("node-" + node);
  }

  /** A port that stays, as a node's address does over an upgrade; patience for busy machines. */
  private void configure(int node) throws IOException {
    Files.createDirectories(data(node));
    if (node > 0) {
      Files.copy(data(0).resolve("root-kek"), data(node).resolve("root-kek"));
    }
    Files.writeString(
        data(node).resolve("server.properties"),
        """
        data=.
        host=127.0.0.1
        port=%d
        database-hosts=127.0.0.1:%d
        database-name=store
        database-user=postgres
        database-tls=false
        database-connect-timeout=30s
        request-deadline=30s
        queue-deadline=20s
        adopt-log=%s
        """
            .formatted(FreePort.any(), database.port(), node > 0));
  }

  private void scene(String token) {
    Operator operator = new Operator(clients.getFirst(), token);
    acme = operator.createTenant("acme");
    operator.putReference(
        "acme", "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
    operator.putPolicy("acme", "root", Guest.POLICY);
    operator.createKey("acme", "disk", "root");
  }

  @AfterEach
  void stop() {
    enough = true;
    clients.forEach(PinnedHttp::close);
    nodes.forEach(NodeProcess::close);
    database.close();
  }

  /** Obtains the key again and again, as guests that boot one after the other do. */
  private void boot(int guest) {
    for (int round = guest; !enough; round++) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      int endpoint = round % NODES;
      while (!obtains(endpoint)) {
        lost.incrementAndGet();
        endpoint = (endpoint + 1) % NODES;
        if (System.nanoTime() > deadline) {
          refused.add("no node within " + PATIENCE);
          return;
        }
      }
    }
  }

  /** False if the connection was lost, or the node is not up yet: another is to be asked. */
  private boolean obtains(int endpoint) {
    try {
      HttpAnswer challenge =
          clients.get(endpoint).post("/v1/challenges", "{}".getBytes(StandardCharsets.UTF_8));
      if (challenge.status() == 503 && challenge.text().contains("This node is starting.")) {
        return false;
      }
      if (challenge.status() != 200) {
        refused.add("node " + endpoint + ": " + challenge.status() + " " + challenge.text());
        return true;
      }
      Guest guest = new Guest(clients.get(endpoint), Guest.GOOD);
      Guest.Attempt attempt = guest.prepare(challenge.body(), "acme", "disk", Kem.X25519);
      HttpAnswer answer = guest.send(attempt.request());
      if (answer.status() == 200
          && Guest.open(attempt, answer.body(), acme) instanceof ReceiptOutcome.Verified) {
        released.incrementAndGet();
      } else {
        refused.add("node " + endpoint + ": " + answer.status() + " " + answer.text());
      }
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void moreAreReleased() {
    int before = released.get();
    await().atMost(LIMIT).until(() -> released.get() >= before + 3 * GUESTS || !refused.isEmpty());
  }

  private void replace(int node) {
    NodeProcess old = nodes.get(node);
    old.terminate();
    assertThat(old.drained()).as("node %d drains", node).isTrue();
    old.close();
    moreAreReleased();
    if (node == 0) {
      // What the next version's first start would do under the nodes of this one.
      database.execute("ALTER TABLE decision ADD COLUMN of_the_next_version TEXT");
    }
    nodes.set(node, NodeProcess.start(data(node), directory.resolve("log-" + node)));
    moreAreReleased();
  }

  @Test
  void noGuestIsRefusedWhileNodesAreReplaced() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(GUESTS)) {
      List<Future<?>> guests = new ArrayList<>();
      for (int guest = 0; guest < GUESTS; guest++) {
        int number = guest;
        guests.add(threads.submit(() -> boot(number)));
      }
      try {
        moreAreReleased();
        for (int node = 0; node < NODES; node++) {
          replace(node);
        }
      } finally {
        enough = true;
      }
      for (Future<?> guest : guests) {
        var _ = guest.get();
      }
    }

    assertThat(refused).isEmpty();
    assertThat(database.number("SELECT count(*) FROM log_entry WHERE kind = 'release'"))
        .as("each answered release is in the log; an answer may be lost with its connection")
        .isBetween((long) released.get(), (long) released.get() + lost.get());
    for (int node = 0; node < NODES; node++) {
      assertThat(obtains(node)).as("node %d serves again", node).isTrue();
    }
    assertThat(database.number("SELECT count(*) FROM node")).isEqualTo(NODES);
  }
}
