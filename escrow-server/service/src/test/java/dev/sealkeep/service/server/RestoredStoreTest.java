package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.log.HighWater;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The new-log rule: a node whose newest backup lacks a revocation and a release goes on in a new
 * log that says so, and in no other way.
 */
@Timeout(120)
class RestoredStoreTest {
  private static final String NONE =
      Guest.POLICY.replace(
          "vmpl == 0", "vmpl == 0\n    policy.smt == false and policy.smt == true");

  @TempDir private Path directory;
  private Path data;
  private Path backup;
  private String token = "";
  private JsonObject acme = new JsonObject();
  private String oldKey = "";
  private long kept;
  private long signed;

  @BeforeEach
  void loseTheEndOfTheLog() {
    data = directory.resolve("node");
    backup = directory.resolve("backup");
    try (Node node = Node.start(data)) {
      token = node.token();
      acme = node.scene(node.operator(), "acme");
      kept = size(node.operator());
      oldKey = head(node.operator()).getString("key");
    }
    Database.copy(data, backup);
    try (Node node = Node.start(data)) {
      assertThat(ask(node).status()).isEqualTo(200);
      node.operator(token).putPolicy("acme", "root", NONE);
      assertThat(ask(node).problem()).isEqualTo("denied");
      signed = size(node.operator(token));
    }
    Database.replace(backup, data);
  }

  private static HttpAnswer ask(Node node) {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  private static JsonObject head(Operator operator) {
    return operator.get("/v1/audit/checkpoint").json();
  }

  private static String origin(Operator operator) {
    return head(operator).getString("checkpoint").lines().findFirst().orElseThrow();
  }

  private static long size(Operator operator) {
    return head(operator)
        .getString("checkpoint")
        .lines()
        .skip(1)
        .findFirst()
        .map(Long::valueOf)
        .orElseThrow();
  }

  private static Optional<HighWater.Mark> mark(Path data) {
    try {
      return OfflineStores.highWater(data);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private RestoredStore open(Path of) {
    return RestoredStore.open(ServerConfiguration.forData(of), mark(data).stream().toList());
  }

  private Succession succeed() {
    try (RestoredStore store = open(data)) {
      return store.succeed(data.resolve("log-root.key"), Optional.empty());
    }
  }

  private static HttpAnswer resume(Operator operator, String origin) {
    return operator.post("/v1/log/resume", new JsonObject().put("origin", origin));
  }

  @Test
  void theGapIsFoundAndNothingIsChangedByLooking() {
    try (RestoredStore store = open(data)) {
      assertThat(store.loss().kept().size()).isEqualTo(kept);
      assertThat(store.loss().signed().size()).isEqualTo(signed);
      assertThat(store.loss().entries()).isEqualTo(signed - kept);
    }
    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("has signed " + signed)
        .hasMessageContaining("log succeed");
  }

  @Test
  void nothingIsReleasedUntilTheLostRevocationsAreConfirmedToBeMadeAgain() {
    Succession succession = succeed();
    String origin = succession.successor().name();
    try (Node node = Node.start(data)) {
      Operator operator = node.operator(token);
      HttpAnswer held = ask(node);
      assertThat(held.status()).isEqualTo(503);
      assertThat(held.problem()).isEqualTo("releases-held");
      assertThat(held.retryAfter()).isPresent();
      assertThat(node.http().get("/readyz").status()).isEqualTo(200);
      assertThat(node.http().get("/metrics").text()).contains("sealkeep_releases_held 1.0");

      assertThat(resume(operator, succession.predecessor().name()).status()).isEqualTo(409);
      assertThat(ask(node).problem()).isEqualTo("releases-held");
      operator.putPolicy("acme", "root", NONE);
      assertThat(resume(operator, origin).status()).isEqualTo(200);
      assertThat(ask(node).problem()).isEqualTo("denied");
      assertThat(resume(operator, origin).problem()).isEqualTo("conflict");

      operator.putPolicy("acme", "root", Guest.POLICY);
      assertThat(ask(node).status()).isEqualTo(200);
    }
    try (Node again = Node.start(data)) {
      assertThat(ask(again).status()).as("the word outlives a restart").isEqualTo(200);
    }
  }

  @Test
  void guestsThatPinTheLogRootFollowAndThoseThatPinTheOldLogRefuse() {
    String origin = succeed().successor().name();
    try (Node node = Node.start(data)) {
      assertThat(resume(node.operator(token), origin).status()).isEqualTo(200);
      Guest guest = new Guest(node.http(), Guest.GOOD);
      Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
      HttpAnswer answer = guest.send(attempt.request());
      byte[] pin = HexFormat.of().parseHex(acme.getString("tenant_pin"));

      assertThat(Guest.open(attempt, answer.body(), acme))
          .isInstanceOf(ReceiptOutcome.Verified.class);
      assertThat(Guest.open(attempt, answer.body(), oldKey, pin))
          .isEqualTo(new ReceiptOutcome.Untrusted(ReceiptFault.LOG_KEY_UNCERTIFIED));
    }
  }

  @Test
  void theNewLogBeginsWithTheOldOneAndNamesTheGap() {
    Succession succession = succeed();
    assertThat(mark(data).orElseThrow().origin()).isEqualTo(succession.predecessor().name());
    try (Node node = Node.start(data)) {
      Operator operator = node.operator(token);
      JsonObject head = head(operator);
      JsonObject listed = head.getJsonArray("successions").getJsonObject(0);
      LogVerifierKey root = LogVerifierKey.parse(node.server().logRoot()).orElseThrow();
      byte[] entry = new Database(data).bytes("SELECT entry FROM log_entry WHERE idx = ?", kept);

      assertThat(size(operator)).isEqualTo(kept + 1);
      assertThat(Succession.verify(listed.getString("note"), root).toOptional())
          .contains(succession);
      assertThat(succession.kept().size()).isEqualTo(kept);
      assertThat(succession.signed().size()).isEqualTo(signed);
      assertThat(Entry.decode(entry).orElseThrow())
          .isInstanceOfSatisfying(
              Entry.Open.class,
              open -> {
                assertThat(open.origin()).isEqualTo(origin(operator));
                assertThat(open.gap()).isEqualTo(succession.gap()).contains("signed=" + signed);
              });
    }
    assertThat(mark(data).orElseThrow().origin()).isEqualTo(succession.successor().name());
  }

  @Test
  void theOldLogIsNeverGoneOnWith() {
    String origin = succeed().successor().name();
    try (Node node = Node.start(data)) {
      assertThat(resume(node.operator(token), origin).status()).isEqualTo(200);
    }

    Database.replace(backup, data);
    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("has not taken its place");
    assertThatThrownBy(() -> open(data).close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("has not taken its place");
  }

  @Test
  void settingsThatWerePutBackAloneAreRefused() {
    List<List<Object>> secrets =
        new Database(backup).rows("SELECT * FROM server_secret WHERE name = 'log-signing-seed'");
    List<List<Object>> settings =
        new Database(backup).rows("SELECT * FROM server_setting WHERE name LIKE 'log-%'");
    Succession _ = succeed();
    Database database = new Database(data);
    database.change("DELETE FROM server_secret WHERE name = 'log-signing-seed'");
    database.change("DELETE FROM server_setting WHERE name LIKE 'log-%'");
    secrets.forEach(row -> database.insert("server_secret", row));
    settings.forEach(row -> database.insert("server_setting", row));

    assertThatThrownBy(() -> Node.start(backupMark()))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("its settings of");
  }

  /** The node as it is, with the high-water file of a node that never saw the lost entries. */
  private Path backupMark() {
    try {
      Files.copy(
          backup.resolve("high-water"),
          data.resolve("high-water"),
          StandardCopyOption.REPLACE_EXISTING);
      return data;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aNodeThatHasSignedMoreThanTheSuccessionSaysIsRefused() {
    // The command was run without the file of the node that signed the lost entries.
    try (RestoredStore store =
        RestoredStore.open(ServerConfiguration.forData(data), mark(backup).stream().toList())) {
      assertThat(store.loss().entries()).isZero();
      Succession _ = store.succeed(data.resolve("log-root.key"), Optional.empty());
    }

    assertThatThrownBy(() -> Node.start(data))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("does not count among the lost ones")
        .hasMessageContaining("restored-database.md");
    try (Node follower = Node.start(backupMark())) {
      assertThat(size(follower.operator(token))).isEqualTo(kept + 1);
    }
  }

  @Test
  void anotherHistoryIsNoOlderStateOfThisOne() {
    HighWater.Mark foreign =
        new HighWater.Mark(mark(data).orElseThrow().origin(), 2, mark(data).orElseThrow().root());

    assertThatThrownBy(
            () -> RestoredStore.open(ServerConfiguration.forData(data), List.of(foreign)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("does not extend the checkpoint of 2 entries");
  }

  @Test
  void anotherKeyThanTheLogRootOpensNoLog() throws IOException {
    Path other = directory.resolve("other.key");
    LogSigner _ = RootKeyFile.ensure(other, "root.sealkeep.internal/other", new SecureRandom());
    try (RestoredStore store = open(data)) {
      assertThatThrownBy(() -> store.succeed(other, Optional.empty()))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("is not the log-root key");
      assertThatThrownBy(() -> store.succeed(directory.resolve("none"), Optional.empty()))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("is missing");
      assertThatThrownBy(
              () ->
                  store.succeed(
                      data.resolve("log-root.key"), Optional.of(store.loss().kept().origin())))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("was a log's before");
    }
    assertThat(new Database(data).number("SELECT size FROM log_head")).isEqualTo(kept);
  }

  @Test
  void aNameThatHighWaterFilesCannotHoldOpensNoLog() throws IOException {
    try (RestoredStore store = open(data)) {
      assertThatThrownBy(
              () ->
                  store.succeed(
                      data.resolve("log-root.key"), Optional.of("log.b\u00fccher.example")))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("characters of ASCII");
    }
    assertThat(new Database(data).number("SELECT size FROM log_head")).isEqualTo(kept);
  }

  @Test
  void aSecondLossIsFollowedToo() {
    Succession first = succeed();
    Path middle = directory.resolve("middle");
    try (Node node = Node.start(data)) {
      assertThat(resume(node.operator(token), first.successor().name()).status()).isEqualTo(200);
    }
    Database.copy(data, middle);
    try (Node node = Node.start(data)) {
      assertThat(ask(node).status()).isEqualTo(200);
    }
    Database.replace(middle, data);
    Succession second = succeed();

    assertThat(second.predecessor()).isEqualTo(first.successor());
    assertThat(second.lost()).isOne();
    try (Node node = Node.start(data)) {
      assertThat(ask(node).problem())
          .as("the earlier word does not count")
          .isEqualTo("releases-held");
      assertThat(head(node.operator(token)).getJsonArray("successions")).hasSize(2);
    }
    try (Node oldest = Node.start(backupMark())) {
      assertThat(origin(oldest.operator(token))).isEqualTo(second.successor().name());
    }
  }
}
