package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a database whose server is replaced by one that has everything, or that has not. */
@Timeout(240)
class NodeRollTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String A = "aaaaaaaaaaaaaaaa";
  private static final String B = "bbbbbbbbbbbbbbbb";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final LogSigner root = LogSigner.generate("root.test.example", RANDOM);
  private final LogSigner signer = LogSigner.generate("log.test.example", RANDOM);
  private final LogKeys keys =
      new LogKeys(
          signer, LogKeyCertificate.issue(root, signer.verifierKey()).format(), root.verifierKey());
  private final SecretBytes tagKey = SecretBytes.random(RANDOM, 32);
  private int port;
  private PostgresqlServer server;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listener.getLocalPort();
    }
    server = serve("primary");
    server.createDatabase();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    server.close();
  }

  private PostgresqlServer serve(String data) {
    return PostgresqlServer.start(folder.resolve(data), port, Map.of());
  }

  /** A writer as a node has after its start; its mark outlives it. */
  private LogWriter node(String id, String... forgotten) throws IOException {
    Store store = PostgresqlStore.open(server.settings());
    open.add(store);
    HighWater highWater = new HighWater(folder.resolve(id));
    return new LogWriter(
        store,
        keys,
        highWater,
        new NodeRoll(id, Set.of(forgotten)),
        VerifiedLog.read(store, highWater.read()),
        InstantSource.system(),
        RANDOM,
        new EscrowMeters(),
        Pace.of(Duration.ZERO),
        100);
  }

  private CompletableFuture<Recorded<Long>> append(LogWriter writer) {
    return writer.submit(
        appender ->
            appender
                .append(
                    DecisionId.random(RANDOM),
                    Entry.SYSTEM_TENANT,
                    tagKey,
                    header -> new Entry.Counts(header, 0, 0, 1, 1))
                .index());
  }

  private void appends(LogWriter writer, long index) {
    assertThat(append(writer).thenApply(Recorded::value)).succeedsWithin(SOON).isEqualTo(index);
  }

  private static void refuses(CompletableFuture<?> future, String why) {
    assertThat(future)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(StoreUnavailableException.class)
        .withMessageContaining(why);
  }

  /** What the server has now, for another to take over with. */
  private void copy() throws IOException {
    server.close();
    Path to = folder.resolve("copy");
    PostgresqlServer.copy(folder.resolve("primary"), to);
    Files.createFile(to.resolve("standby.signal"));
    server = serve("primary");
  }

  /** The server dies, and the copy takes its place under the same address. */
  private void takeOver() {
    server.crash();
    server = serve("copy");
    server.promote();
  }

  @Test
  void nobodyGoesOnWithoutTheEntriesThatOneNodeSigned() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    copy();
    appends(a, 2);
    takeOver();

    refuses(append(b), A);
    refuses(append(a), "stopped");
    refuses(append(b), A);
    assertThat(a.stopped()).isNotNull();
    assertThat(b.stopped()).isNull();
    assertThat(server.number("SELECT size FROM log_head")).isEqualTo(2);

    refuses(append(node(B)), A);
    appends(node(B, A), 2);
  }

  @Test
  void allGoOnOnceEachHasFoundWhatItSigned() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    appends(a, 2);
    copy();
    takeOver();

    refuses(append(b), A);
    appends(a, 3);
    appends(b, 4);
    appends(a, 5);
  }

  @Test
  void aNodeThatHasNothingToWriteConfirmsToo() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    copy();
    takeOver();

    assertThat(a.catchUp()).failsWithin(SOON).withThrowableThat().withMessageContaining(B);
    appends(b, 2);
  }

  @Test
  void aNodeThatWasKilledIsWaitedForAndOneThatLeftIsNot() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    assertThat(a.leave()).succeedsWithin(SOON);
    copy();
    takeOver();
    appends(b, 2);

    appends(node(A), 3);
  }

  @Test
  void theSameServerStartedAgainIsNoOther() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    server.crash();
    server = serve("primary");

    // Whoever finds the connection dead first is told so; the next one has a new one.
    for (LogWriter writer : List.of(a, b)) {
      append(writer).exceptionally(lost -> null).join();
      assertThat(append(writer)).succeedsWithin(SOON);
    }
  }
}
