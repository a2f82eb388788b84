package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stopping a node: what was begun is finished, and nothing new is begun. */
class DrainTest {
  @TempDir Path directory;

  /** A clock that, once armed, holds up whoever asks it on a worker for releases. */
  private static final class HoldingClock implements InstantSource {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean armed;

    @Override
    public Instant instant() {
      if (armed && Thread.currentThread().getName().startsWith("release-")) {
        held.countDown();
        awaited(letGo);
      }
      return Instant.now();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(60)
  void aReleaseInFlightIsAnsweredAndLaterConnectionsAreRefused() throws Exception {
    HoldingClock clock = new HoldingClock();
    Path data = directory.resolve("node");
    String token;
    JsonObject tenant;
    String decision;
    try (Node node = Node.start(data, clock, configuration -> configuration)) {
      token = node.token();
      tenant = node.scene(node.operator(), "acme");
      Guest guest = new Guest(node.http(), Guest.GOOD);
      Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
      clock.armed = true;
      CompletableFuture<HttpAnswer> answer =
          CompletableFuture.supplyAsync(() -> guest.send(attempt.request()));
      awaited(clock.held);

      CompletableFuture<Void> closing = CompletableFuture.runAsync(node.server()::close);
      int port = node.server().port();
      await().atMost(20, TimeUnit.SECONDS).until(() -> refused(port));
      assertThat(answer).isNotDone();
      assertThat(closing).isNotDone();
      clock.letGo.countDown();

      HttpAnswer released = answer.get(30, TimeUnit.SECONDS);
      assertThat(released.status()).as(released.text()).isEqualTo(200);
      assertThat(Guest.open(attempt, released.body(), tenant))
          .isInstanceOf(ReceiptOutcome.Verified.class);
      decision = released.json().getString("decision_id");
      closing.get(30, TimeUnit.SECONDS);
      assertThat(refused(port)).isTrue();
    }
    try (Node again = Node.start(data)) {
      assertThat(again.operator(token).decision("acme", decision).getBoolean("released")).isTrue();
    }
  }

  private static boolean refused(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  @Timeout(60)
  void countsOfRefusalsAreRecordedOnTheWayOut() {
    Path data = directory.resolve("node");
    String token;
    try (Node node = Node.start(data, InstantSource.system(), c -> c.withDenialsPerMinute(0))) {
      token = node.token();
      node.scene(node.operator(), "acme");
      assertThat(new Guest(node.http(), Guest.measurement(1)).ask("acme", "disk").problem())
          .isEqualTo("denied");
    }
    try (Node again = Node.start(data)) {
      long size = size(again.operator(token));
      assertThat(size).as("scene of 4 entries after the opening's, and the counts").isEqualTo(10);
    }
  }

  private static long size(Operator operator) {
    String note = operator.get("/v1/audit/checkpoint").json().getString("checkpoint");
    return note.lines().skip(1).findFirst().map(Long::valueOf).orElseThrow();
  }

  @Test
  void closingTwiceIsHarmless() {
    Node node = Node.start(directory.resolve("node"));
    node.server().close();
    node.close();

    assertThat(refused(node.server().port())).isTrue();
  }

  @Test
  @Timeout(60)
  void sigtermDrainsTheProcess() {
    Path data = directory.resolve("node");
    try (NodeProcess process = NodeProcess.start(data, directory.resolve("log"))) {
      String token = process.token().orElseThrow();
      new Operator(process.http(), token).createTenant("acme");

      process.terminate();

      assertThat(process.drained()).isTrue();
      assertThat(refused(process.port())).isTrue();
      try (Node again = Node.start(data)) {
        assertThat(again.operator(token).get("/v1/tenants").text()).contains("acme");
      }
    }
  }
}
