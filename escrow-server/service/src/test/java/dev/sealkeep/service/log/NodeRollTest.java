package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.postgresql.FreePort;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.keystore.store.postgresql.PostgresqlStore;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogKeyCertificate;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.metrics.EscrowMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
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
  private final int port = FreePort.any();
  private int starts;
  private volatile Duration skewOfA = Duration.ZERO;
  private PostgresqlServer server;

  @BeforeEach
  void start() {
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

  /** A writer as a node has after its start; its mark and its runs outlive it. */
  private LogWriter node(String id, String... forgotten) throws IOException {
    return start(id, id, forgotten);
  }

  /** A start of a node in a directory, which may be a copy of another. */
  private LogWriter start(String directory, String id, String... forgotten) throws IOException {
    Store store = PostgresqlStore.open(server.settings());
    open.add(store);
    Path file = folder.resolve(directory + ".runs");
    List<String> earlier = Files.exists(file) ? Files.readAllLines(file) : List.of();
    String run = "run-" + starts++;
    Files.writeString(file, String.join("\n", earlier) + '\n' + run + '\n');
    NodeRoll roll = new NodeRoll(new NodeIdentity(id, run, Set.copyOf(earlier)), Set.of(forgotten));
    store.read(roll::checkRun);
    HighWater highWater = new HighWater(folder.resolve(directory));
    return new LogWriter(
        store,
        keys,
        highWater,
        roll,
        VerifiedLog.read(store, highWater.read()),
        () -> Instant.now().plus(id.equals(A) ? skewOfA : Duration.ZERO),
        RANDOM,
        new EscrowMeters(),
        Pace.of(Duration.ZERO),
        100);
  }

  /** What a snapshot of a node's machine would keep of its directory. */
  private void copyDirectory(String from, String to) throws IOException {
    Files.copy(folder.resolve(from), folder.resolve(to));
    Files.copy(folder.resolve(from + ".runs"), folder.resolve(to + ".runs"));
  }

  private void isReplaced(LogWriter writer) {
    refuses(append(writer), "stopped");
    assertThat(writer.stopped()).hasCauseInstanceOf(NodeReplacedException.class);
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

  @Test
  void aNodeWhoseClockIsWrongGivesItsWordAndCommitsNothing() throws IOException {
    LogWriter a = node(A);
    LogWriter b = node(B);
    appends(a, 0);
    appends(b, 1);
    copy();
    takeOver();
    refuses(append(b), A);

    for (Duration skew : List.of(Duration.ofSeconds(5), Duration.ofSeconds(-5))) {
      skewOfA = skew;
      refuses(append(a), "this node's clock is more than 2 s from the database's");
      assertThat(a.condition()).isEqualTo(LogWriter.Condition.IMPEDED);
    }
    assertThat(server.number("SELECT size FROM log_head")).isEqualTo(2);
    appends(b, 2);
    skewOfA = Duration.ZERO;
    appends(a, 3);
    assertThat(a.condition()).isEqualTo(LogWriter.Condition.COMMITTING);
  }

  @Test
  void ofTwoCopiesOfANodeTheLaterStartCommitsAndTheOtherNeverAgain() throws IOException {
    LogWriter original = node(A);
    LogWriter b = node(B);
    appends(original, 0);
    copyDirectory(A, "copy-of-a");
    appends(original, 1);

    LogWriter copied = start("copy-of-a", A);
    appends(copied, 2);
    isReplaced(original);
    appends(b, 3);
    appends(copied, 4);
    assertThatThrownBy(() -> node(A))
        .isInstanceOf(NodeReplacedException.class)
        .hasMessageContaining("a copy of this data directory");
    assertThat(server.number("SELECT size FROM log_head")).isEqualTo(5);
    assertThat(new HighWater(folder.resolve("copy-of-a")).read())
        .hasValueSatisfying(mark -> assertThat(mark.size()).isEqualTo(5));
  }

  @Test
  void aCopyThatHasNothingToWriteReplacesTheOtherToo() throws IOException {
    LogWriter original = node(A);
    appends(original, 0);
    copyDirectory(A, "copy-of-a");

    LogWriter copied = start("copy-of-a", A);
    assertThat(copied.catchUp()).succeedsWithin(SOON);
    assertThat(original.catchUp()).failsWithin(SOON);
    assertThat(original.stopped()).hasCauseInstanceOf(NodeReplacedException.class);
  }

  @Test
  void aNodeThatWasReplacedDoesNotSpeakInAnotherHistory() throws IOException {
    LogWriter original = node(A);
    appends(original, 0);
    copyDirectory(A, "copy-of-a");
    LogWriter copied = start("copy-of-a", A);
    appends(copied, 1);
    copy();
    takeOver();

    append(original).exceptionally(lost -> null).join();
    isReplaced(original);
    assertThat(server.number("SELECT size FROM log_head")).isEqualTo(2);
    append(copied).exceptionally(lost -> null).join();
    assertThat(append(copied)).succeedsWithin(SOON);
  }

  @Test
  void anOlderDirectoryOfAStoppedNodeIsHarmlessBesideTheCurrentDatabase() throws IOException {
    LogWriter a = node(A);
    appends(a, 0);
    copyDirectory(A, "older");
    appends(a, 1);
    appends(a, 2);

    LogWriter older = start("older", A);
    appends(older, 3);
    assertThat(new HighWater(folder.resolve("older")).read())
        .hasValueSatisfying(mark -> assertThat(mark.size()).isEqualTo(4));
  }

  @Test
  void anOlderDirectoryOfANodeThatWasStartedSinceIsRefused() throws IOException {
    LogWriter a = node(A);
    appends(a, 0);
    copyDirectory(A, "older");
    appends(node(A), 1);

    assertThatThrownBy(() -> start("older", A)).isInstanceOf(NodeReplacedException.class);
  }
}
