package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node whose database, tiles or high-water file were changed while it was stopped refuses to
 * start: signing on would fork the log. Each test has a copy of the same stopped nodes.
 */
class TamperedLogTest {
  @TempDir static Path shared;
  private static Path earlier;
  private static Path later;
  private static String token;

  @TempDir Path own;
  private Path data;
  private Database database;

  /** One history, as it was after its scene and as it was a release later. */
  @BeforeAll
  static void run() {
    Path live = shared.resolve("live");
    try (Node node = Node.start(live)) {
      token = node.token();
      node.scene(node.operator(), "acme");
    }
    earlier = Database.copy(live, shared.resolve("earlier"));
    try (Node node = Node.start(live)) {
      release(node);
    }
    later = Database.copy(live, shared.resolve("later"));
  }

  @BeforeEach
  void copy() {
    data = Database.copy(later, own.resolve("node"));
    database = new Database(data);
  }

  private static HttpAnswer ask(Node node) {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  private static void release(Node node) {
    HttpAnswer answer = ask(node);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private void assertRefused(String... message) {
    assertThatThrownBy(() -> Node.start(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasCauseInstanceOf(LogDivergedException.class)
        .satisfies(refused -> assertThat(refused.getMessage()).contains(message));
  }

  private static Node adopting(Path data) {
    return Node.start(
        data,
        InstantSource.system(),
        c ->
            new ServerConfiguration(
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
                c.queue(),
                c.load(),
                c.requestDeadline(),
                c.denialsPerMinute(),
                true));
  }

  @Test
  void anUntouchedNodeGoesOn() {
    try (Node node = Node.start(data)) {
      release(node);
    }
    assertThat(database.releases("acme")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"entry", "salt", "leaf"})
  void anEditedEntryIsRefused(String column) {
    byte[] genuine = database.bytes("SELECT " + column + " FROM log_entry WHERE idx = 4");
    database.change(
        "UPDATE log_entry SET " + column + " = ? WHERE idx = 4",
        (Object) Answers.flipped(genuine, 3));

    assertRefused("log entry 4 does not open its leaf");
  }

  @Test
  void anEditedEntryWhoseLeafWasMadeToFitIsRefused() {
    byte[] entry = database.bytes("SELECT entry FROM log_entry WHERE idx = 4");
    byte[] leaf = database.bytes("SELECT leaf FROM log_entry WHERE idx = 4");
    byte[] salt = new byte[Leaf.SALT_BYTES];
    byte[] fitting =
        new Leaf(Leaf.commit(salt, entry), Leaf.parse(leaf).toOptional().orElseThrow().tag())
            .data();
    database.change("UPDATE log_entry SET salt = ?, leaf = ? WHERE idx = 4", salt, fitting);

    assertRefused("does not extend the checkpoint");
  }

  @Test
  void swappedEntriesAreRefused() {
    database.change("UPDATE log_entry SET idx = 1000 WHERE idx = 4");
    database.change("UPDATE log_entry SET idx = 4 WHERE idx = 5");
    database.change("UPDATE log_entry SET idx = 5 WHERE idx = 1000");

    assertRefused("does not extend the checkpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind = 'counts'", "tenant = 'globex'", "id = zeroblob(16)"})
  void aRowLabelledOtherwiseThanItsEntryIsRefused(String label) {
    database.change("UPDATE log_entry SET " + label + " WHERE idx = 4");

    assertRefused("log row 4 is not labelled as its entry says");
  }

  @Test
  void aMissingEntryIsRefused() {
    database.change("DELETE FROM log_entry WHERE idx = 4");

    assertRefused("log entries are missing");
  }

  @Test
  void anotherHeadIsRefused() {
    database.change("UPDATE log_head SET root = zeroblob(32)");

    assertRefused("root that its head names");
  }

  @Test
  void aDatabaseOfBeforeIsRefused() {
    long signed = database.number("SELECT size FROM log_head");
    Database.replace(earlier, data);
    long left = database.number("SELECT size FROM log_head");
    assertThat(left).isLessThan(signed);

    assertRefused("has " + left + " entries", "signed " + signed, "an older database was put back");
  }

  @Test
  void aDatabaseOfBeforeThatGrewDifferentlyIsRefused() throws IOException {
    byte[] mark = Files.readAllBytes(data.resolve("high-water"));
    Database.replace(earlier, data);
    Files.delete(data.resolve("high-water"));
    try (Node node = adopting(data)) {
      release(node);
      release(node);
    }
    Files.write(data.resolve("high-water"), mark);

    assertRefused("does not extend the checkpoint");
  }

  @Test
  void damagedTilesAreRefused() {
    byte[] hashes = database.bytes("SELECT hashes FROM log_tile WHERE level = 0 AND idx = 0");
    database.change(
        "UPDATE log_tile SET hashes = ? WHERE level = 0 AND idx = 0",
        (Object) Answers.flipped(hashes, 8 * 32 + 1));

    assertRefused("tiles do not give the root");
  }

  @Test
  void missingTilesAreRefused() {
    database.change("DELETE FROM log_tile");

    assertRefused("tiles are missing");
  }

  @Test
  void aMissingHighWaterFileIsRefusedUnlessTheLogIsAdopted() throws IOException {
    Files.delete(data.resolve("high-water"));

    assertThatThrownBy(() -> Node.start(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("high-water file is missing")
        .hasMessageContaining("adopt-log=true");

    try (Node node = adopting(data)) {
      assertThat(node.http().get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void anAdoptedLogIsMarkedBeforeAnythingIsCommitted() throws IOException {
    Files.delete(data.resolve("high-water"));
    long size = database.number("SELECT size FROM log_head");
    adopting(data).close();

    assertThat(new HighWater(data.resolve("high-water")).read().orElseThrow().size())
        .isEqualTo(size);
  }

  @Test
  void aMarkBehindTheLogIsRaisedBeforeTheNodeSignsItsLog() throws IOException {
    Files.copy(
        earlier.resolve("high-water"),
        data.resolve("high-water"),
        StandardCopyOption.REPLACE_EXISTING);
    long size = database.number("SELECT size FROM log_head");
    Node.start(data).close();

    assertThat(new HighWater(data.resolve("high-water")).read().orElseThrow().size())
        .isEqualTo(size);
  }

  @Test
  void aDamagedHighWaterFileIsRefused() throws IOException {
    Files.writeString(data.resolve("high-water"), "log.sealkeep.internal/1 12\n");

    assertThatThrownBy(() -> Node.start(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("high-water is damaged");
  }

  @Test
  void anotherLogsHighWaterFileIsRefused() throws IOException {
    HighWater mark = new HighWater(data.resolve("high-water"));
    HighWater.Mark own = mark.read().orElseThrow();
    mark.write(new HighWater.Mark("log.other.example", own.size(), own.root()));

    assertThatThrownBy(() -> Node.start(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("log.other.example");
  }

  @Test
  void anOlderRowPutBackWhileTheNodeWasStoppedIsStale() {
    try (Node node = Node.start(data)) {
      node.operator(token)
          .putPolicy("acme", "root", Guest.POLICY.replace("vmpl == 0", "vmpl == 3"));
    }
    assertThat(database.change("DELETE FROM policy WHERE tenant = 'acme' AND version = 2"))
        .isEqualTo(1);

    try (Node node = Node.start(data)) {
      HttpAnswer answer = ask(node);

      assertThat(answer.status()).as(answer.text()).isEqualTo(403);
      Operator operator = node.operator(token);
      assertThat(operator.decision("acme", answer.json().getString("decision")).getString("reason"))
          .isEqualTo("state.row-stale");
    }
  }

  @Test
  void aHeadMovedUnderARunningNodeStopsItsCommits() {
    assertNothingIsReleased(running -> running.change("UPDATE log_head SET size = size + 1"));
  }

  @Test
  void anEntryAddedUnderARunningNodeStopsItsCommits() {
    assertNothingIsReleased(
        running ->
            running.change(
                """
                INSERT INTO log_entry
                SELECT idx + 1, randomblob(16), kind, tenant, entry, salt, leaf
                FROM log_entry ORDER BY idx DESC LIMIT 1
                """));
  }

  private void assertNothingIsReleased(Consumer<Database> tampering) {
    try (Node node = Node.start(data)) {
      tampering.accept(database);
      long releases = database.releases("acme");
      HttpAnswer answer = ask(node);

      assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(500);
      assertThat(ask(node).status()).isGreaterThanOrEqualTo(500);
      assertThat(database.releases("acme")).isEqualTo(releases);
    }
  }
}
