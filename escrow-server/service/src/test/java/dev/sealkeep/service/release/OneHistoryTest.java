package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.LoopbackDatabase;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.RestoredStore;
import dev.sealkeep.service.server.StartRefusedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tries to make real nodes sign two histories of one database: a copy of a node's machine, an
 * older data directory, and a new log that is opened while a node still runs on the old one.
 */
@Timeout(180)
@SuppressWarnings("NullAway.Init") // Made before each test.
class OneHistoryTest {
  @TempDir private Path directory;
  private final List<Node> nodes = new ArrayList<>();
  private PostgresqlServer database;
  private Node first;
  private String token;

  @BeforeEach
  void start() {
    database = PostgresqlServer.shared();
    first = open("first", settings -> settings);
    token = first.token();
    first.scene(first.operator(), "acme");
    assertThat(ask(first).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    nodes.reversed().forEach(Node::close);
  }

  private ServerConfiguration onDatabase(ServerConfiguration configuration) {
    return configuration.withDatabase(LoopbackDatabase.at(database.port()));
  }

  private Node open(String name, UnaryOperator<ServerConfiguration> settings) {
    Node node =
        Node.start(
            directory.resolve(name),
            InstantSource.system(),
            configuration -> settings.apply(onDatabase(configuration)));
    nodes.add(node);
    return node;
  }

  private static HttpAnswer ask(Node node) {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  private long size() {
    return database.number("SELECT size FROM log_head");
  }

  private static void hasStopped(Node node) {
    HttpAnswer refused = ask(node);
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(node.http().get("/readyz").text()).contains("must be restarted");
    assertThat(node.http().get("/healthz").status()).isEqualTo(503);
    assertThat(node.http().get("/metrics").text()).contains("sealkeep_log_writer_stopped 1.0");
  }

  @Test
  void ofANodeAndItsCopyOneCommitsAndTheOtherSaysWhy() {
    Path _ = Database.copy(directory.resolve("first"), directory.resolve("copy"));
    assertThat(ask(first).status()).isEqualTo(200);
    Node copy = open("copy", settings -> settings);
    assertThat(ask(copy).status()).isEqualTo(200);
    long committed = size();

    hasStopped(first);
    assertThat(size()).isEqualTo(committed);
    first.close();
    nodes.remove(first);
    assertThatThrownBy(() -> open("first", settings -> settings))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("a copy of this data directory has been started since")
        .hasMessageContaining("remove node-id and node-runs");
    assertThat(ask(copy).status()).isEqualTo(200);
  }

  @Test
  void aCopyThatIsMadeANodeOfItsOwnRunsBesideTheOther() throws IOException {
    Path copied = Database.copy(directory.resolve("first"), directory.resolve("copy"));
    Files.delete(copied.resolve("node-id"));
    Files.delete(copied.resolve("node-runs"));
    Node copy = open("copy", settings -> settings);

    for (int round = 0; round < 3; round++) {
      assertThat(ask(copy).status()).isEqualTo(200);
      assertThat(ask(first).status()).isEqualTo(200);
    }
  }

  @Test
  void anIdleNodeFindsItsCopyByItself() {
    Path _ = Database.copy(directory.resolve("first"), directory.resolve("copy"));
    Node _ = open("copy", settings -> settings);

    await().atMost(Duration.ofSeconds(30)).until(() -> first.http().get("/readyz").status() == 503);
    hasStopped(first);
  }

  @Test
  void aNewLogStopsANodeThatStillRunsOnTheOldOne() throws IOException {
    Path desk = Files.createDirectories(directory.resolve("desk"));
    for (String file : List.of("root-kek", "log-root.key")) {
      Files.copy(directory.resolve("first").resolve(file), desk.resolve(file));
    }
    Succession succession;
    try (RestoredStore store =
        RestoredStore.open(onDatabase(ServerConfiguration.forData(desk)), List.of())) {
      succession = store.succeed(desk.resolve("log-root.key"), Optional.empty());
    }
    long opened = size();

    hasStopped(first);
    assertThat(size()).isEqualTo(opened);
    first.close();
    nodes.remove(first);
    Node again = open("first", settings -> settings);
    Operator operator = again.operator(token);
    JsonObject origin = new JsonObject().put("origin", succession.successor().name());
    assertThat(ask(again).problem()).isEqualTo("releases-held");
    assertThat(operator.post("/v1/log/resume", origin).status()).isEqualTo(200);
    assertThat(ask(again).status()).isEqualTo(200);
  }

  @Test
  void aNodeThatCommitsWhileTheNewLogIsPreparedIsNotCutOff() throws IOException {
    Path desk = Files.createDirectories(directory.resolve("desk"));
    for (String file : List.of("root-kek", "log-root.key")) {
      Files.copy(directory.resolve("first").resolve(file), desk.resolve(file));
    }
    try (RestoredStore store =
        RestoredStore.open(onDatabase(ServerConfiguration.forData(desk)), List.of())) {
      assertThat(ask(first).status()).isEqualTo(200);
      assertThatThrownBy(() -> store.succeed(desk.resolve("log-root.key"), Optional.empty()))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("a node has written to the database meanwhile");
    }
    assertThat(ask(first).status()).isEqualTo(200);
  }
}
