package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Metrics;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.PinnedHttp;
import dev.sealkeep.service.harness.RawTls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests get their keys while somebody floods what is not releases, over HTTP. */
@Timeout(300)
class FloodTest {
  /** More than may run and wait: 16 and 256. */
  private static final int ADMINISTRATORS = 300;

  private static final int GOOD = 5;
  private static final int CHALLENGERS = 16;
  private static final int PIPELINED = 100;
  private static final int BURSTS = 10_000;

  @TempDir Path directory;

  @Test
  void releasesGoOnWhileATenantsAdministratorFloods() {
    try (Node node = Node.start(directory.resolve("node"))) {
      node.scene(node.operator(), "flood");
      node.scene(node.operator(), "acme");

      Set<Integer> answered = flood(node, node.token(), () -> {});

      assertThat(answered).as("the flood is served, and refused what is too much").contains(200);
      assertThat(answered).isSubsetOf(200, 503);
    }
  }

  @Test
  void anAdministratorIsHeardWhileStrangersFlood() {
    try (Node node = Node.start(directory.resolve("node"))) {
      node.scene(node.operator(), "acme");

      Set<Integer> answered =
          flood(
              node,
              "sealkeep-stranger",
              () ->
                  assertThat(node.operator().get("/v1/tenants/acme/keys").status())
                      .as("who has shown a good token has a share of his own")
                      .isEqualTo(200));

      assertThat(answered).as("nothing is shown to strangers").isSubsetOf(401, 503);
    }
  }

  /**
   * Has many call the administrative API without a pause until it has refused some, and guests ask
   * meanwhile; yields the flood's statuses.
   */
  private static Set<Integer> flood(Node node, String token, Runnable meanwhile) {
    Metrics metrics = new Metrics(node.http());
    Guest guest = new Guest(node.http(), Guest.GOOD);
    assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
    meanwhile.run();
    AtomicBoolean enough = new AtomicBoolean();
    Set<Integer> answered = ConcurrentHashMap.newKeySet();
    try (PinnedHttp callers = new PinnedHttp(node.server().port(), node.server().caFile());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ADMINISTRATORS; i++) {
        threads.execute(
            () -> {
              while (!enough.get()) {
                answered.add(callers.send(call(callers, token)).status());
              }
            });
      }
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> metrics.refused("administration_full") > 0);
        double refusedBefore = metrics.refused("administration_full");
        for (int i = 0; i < GOOD; i++) {
          HttpAnswer answer = guest.ask("acme", "disk");
          assertThat(answer.status()).as(answer.text()).isEqualTo(200);
          meanwhile.run();
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> metrics.refused("administration_full") > refusedBefore);
        assertThat(metrics.refused("queue_full") + metrics.refused("queue_deadline"))
            .as("releases that were refused for want of a turn")
            .isZero();
      } finally {
        // The threads end, which leaving the block waits for.
        enough.set(true);
      }
    }
    return answered;
  }

  private static HttpRequest.Builder call(PinnedHttp http, String token) {
    return http.request("/v1/tenants/flood/audit")
        .version(HttpClient.Version.HTTP_1_1)
        .header("authorization", "Bearer " + token)
        .GET();
  }

  @Test
  void aFloodOfChallengesLeavesNothingBehindAndKeepsNoGuestOut() {
    try (Node node = Node.start(directory.resolve("node"))) {
      node.scene(node.operator(), "acme");
      Metrics metrics = new Metrics(node.http());
      Guest guest = new Guest(node.http(), Guest.GOOD);
      assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
      AtomicBoolean enough = new AtomicBoolean();
      AtomicLong challenges = new AtomicLong();
      double entries = metrics.value("sealkeep_log_size");
      try (PinnedHttp callers = new PinnedHttp(node.server().port(), node.server().caFile());
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Guest flooding = new Guest(callers, Guest.GOOD);
        for (int i = 0; i < CHALLENGERS; i++) {
          threads.execute(
              () -> {
                while (!enough.get()) {
                  assertThat(flooding.challenge()).isNotEmpty();
                  challenges.incrementAndGet();
                }
              });
        }
        try {
          await().atMost(Duration.ofSeconds(60)).until(() -> challenges.get() > 500);
          for (int i = 0; i < GOOD; i++) {
            assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
          }
        } finally {
          enough.set(true);
        }
      }

      assertThat(metrics.value("sealkeep_log_size")).isEqualTo(entries + GOOD);
      await().atMost(Duration.ofSeconds(10)).until(() -> metrics.value("sealkeep_body_bytes") == 0);
    }
  }

  @Test
  void challengesThatNobodyReadsAreNoLongerTaken() {
    try (Node node = Node.start(directory.resolve("node"))) {
      node.scene(node.operator(), "acme");
      Metrics metrics = new Metrics(node.http());
      Guest guest = new Guest(node.http(), Guest.GOOD);
      byte[] burst =
          "POST /v1/challenges HTTP/1.1\r\nhost: a\r\n\r\n"
              .repeat(PIPELINED)
              .getBytes(StandardCharsets.US_ASCII);
      AtomicLong sent = new AtomicLong();
      SSLSocket deaf = RawTls.open(node.server().port(), node.server().caFile());
      Thread writer = Thread.ofVirtual().start(() -> write(deaf, burst, sent));
      AtomicLong before = new AtomicLong(-1);

      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(90))
          .until(() -> before.getAndSet(sent.get()) == sent.get());

      assertThat(sent.get()).as("bursts that found room somewhere").isLessThan(BURSTS);
      assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
      hangUp(deaf);
      await().atMost(Duration.ofSeconds(20)).until(() -> !writer.isAlive());
      await().atMost(Duration.ofSeconds(20)).until(() -> metrics.value("sealkeep_connections") < 5);
    }
  }

  private static void write(SSLSocket socket, byte[] burst, AtomicLong sent) {
    try {
      for (int i = 0; i < BURSTS; i++) {
        socket.getOutputStream().write(burst);
        sent.incrementAndGet();
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private static void hangUp(SSLSocket socket) {
    try {
      // Without it the end would wait for the write that nobody reads.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
