package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Metrics;
import dev.sealkeep.service.harness.NodeMain;
import dev.sealkeep.service.harness.NodeProcess;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.harness.RawTls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with a small heap is offered far more than it can hold: half-open handshakes, slow bodies,
 * and big bodies whose bytes together are many times its heap. It stays up, serves a good guest
 * meanwhile, and is as before once the load is gone.
 */
@Timeout(180)
class OverloadTest {
  private static final String HEAP = "-Xmx96m";
  private static final int HALF_OPEN = 300;
  private static final int SLOW_BODIES = 60;
  private static final int SENDERS = 4;
  private static final int BIG_BODIES_OF_SENDER = 60;
  private static final int GOOD = 5;

  @TempDir Path directory;

  @Test
  void memoryIsBoundedAtAnyOfferedLoad() throws Exception {
    Path log = directory.resolve("log");
    try (NodeProcess node =
        NodeProcess.start(NodeMain.class, List.of(HEAP), directory.resolve("node"), log)) {
      Operator operator = new Operator(node.http(), node.token().orElseThrow());
      scene(operator);
      Metrics metrics = new Metrics(node.http());
      Guest guest = new Guest(node.http(), Guest.GOOD);
      assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);

      List<Socket> held = new ArrayList<>();
      for (int i = 0; i < HALF_OPEN; i++) {
        held.add(RawTls.silent(node.port(), 2));
      }
      byte[] half = new byte[512 << 10];
      for (int i = 0; i < SLOW_BODIES; i++) {
        SSLSocket slow = RawTls.open(node.port(), node.caFile());
        held.add(slow);
        offer(slow, half);
      }
      int released = 0;
      try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
        List<CompletableFuture<Void>> flood =
            IntStream.range(0, SENDERS)
                .mapToObj(i -> CompletableFuture.runAsync(() -> flood(node), senders))
                .toList();
        CompletableFuture<Void> all =
            CompletableFuture.allOf(flood.toArray(CompletableFuture[]::new));
        while (released < GOOD || !all.isDone()) {
          if (served(guest)) {
            released++;
          }
        }
        all.get(60, TimeUnit.SECONDS);
      }

      assertThat(released).as("good guests served meanwhile").isGreaterThanOrEqualTo(GOOD);
      for (Socket socket : held) {
        socket.close();
      }
      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                assertThat(metrics.value("sealkeep_body_bytes")).isZero();
                assertThat(metrics.value("sealkeep_release_waiting")).isZero();
                assertThat(metrics.value("sealkeep_release_running")).isZero();
                assertThat(metrics.value("sealkeep_connections")).isLessThan(5);
              });
      assertThat(metrics.refused("bodies_full") + metrics.refused("body_deadline"))
          .as("more was offered than fits")
          .isPositive();
      assertThat(guest.ask("acme", "disk").status()).isEqualTo(200);
      assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError");
    }
  }

  private static void scene(Operator operator) {
    operator.createTenant("acme");
    operator.putReference(
        "acme", "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
    operator.putPolicy("acme", "root", Guest.POLICY);
    operator.createKey("acme", "disk", "root");
  }

  /** Under load a guest may be told to come back, and told nothing else. */
  private static boolean served(Guest guest) {
    HttpAnswer answer = guest.ask("acme", "disk");
    assertThat(answer.status()).as(answer.text()).isIn(200, 503);
    return answer.status() == 200;
  }

  private static void flood(NodeProcess node) {
    byte[] big = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < BIG_BODIES_OF_SENDER; i++) {
      try (SSLSocket socket = RawTls.open(node.port(), node.caFile())) {
        offer(socket, big);
      } catch (IOException e) {
        // Refused at the door, or cut off: that is what it is for.
      }
    }
  }

  private static void offer(SSLSocket socket, byte[] bytes) {
    String head =
        """
        POST /v1/releases HTTP/1.1\r
        host: a\r
        content-type: application/json\r
        content-length: 1048576\r
        \r
        """;
    try {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The server may have hung up in the middle.
    }
  }
}
