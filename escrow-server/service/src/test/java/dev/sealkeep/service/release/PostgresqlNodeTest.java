package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.postgresql.CuttingProxy;
import dev.sealkeep.keystore.store.postgresql.CuttingProxy.Cut;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.LoopbackDatabase;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.StartRefusedException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariants 1, 2 and 8 on a node whose database is a PostgreSQL server. */
@Timeout(180)
class PostgresqlNodeTest {
  private static final byte[] WRONG = Guest.measurement(0x13);

  @TempDir private static Path data;
  private static PostgresqlServer database;
  private static CuttingProxy network;
  private static Node node;
  private static Operator operator;
  private static JsonObject acme;

  @BeforeAll
  static void start() {
    database = PostgresqlServer.shared();
    network = new CuttingProxy(database.port());
    node = open();
    operator = node.operator();
    acme = node.scene(operator, "acme");
  }

  @AfterAll
  static void stop() {
    node.close();
    network.close();
  }

  private static Node open() {
    return open(data.resolve("node"), "store");
  }

  private static Node open(Path folder, String name) {
    return Node.start(
        folder,
        InstantSource.system(),
        settings -> settings.withDatabase(LoopbackDatabase.at(network.port(), name)));
  }

  private static long releases() {
    return database.number("SELECT count(*) FROM log_entry WHERE kind = 'release'");
  }

  private static long preflights() {
    return database.number("SELECT count(*) FROM log_entry WHERE kind = 'preflight'");
  }

  private static HttpAnswer ask() {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  @Test
  void aReleaseIsInTheDatabaseWhenItsAnswerArrives() {
    long before = releases();
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());

    assertThat(releases()).isEqualTo(before + 1);
    assertThat(Guest.open(attempt, answer.body(), acme))
        .isInstanceOf(ReceiptOutcome.Verified.class);
  }

  @Test
  void aDenialIsExplainedToItsTenant() {
    long before = releases();
    HttpAnswer answer = new Guest(node.http(), WRONG).ask("acme", "disk");

    assertThat(answer.problem()).isEqualTo("denied");
    assertThat(operator.decision("acme", answer.json().getString("decision")).getString("reason"))
        .isEqualTo("policy.no-permit-matched");
    assertThat(releases()).isEqualTo(before);
  }

  @Test
  void aPreflightIsInTheDatabaseWhenItsAnswerArrivesAndNoKeyIsReleased() {
    long before = releases();
    long preflights = preflights();
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.preflight("acme", "disk");

    HttpAnswer answer = guest.send(attempt.request(), NextBoot.UNCHANGED);

    assertThat(Guest.foretold(attempt, NextBoot.UNCHANGED, answer.body(), acme))
        .isInstanceOf(PreflightOutcome.Verified.class);
    assertThat(preflights()).isEqualTo(preflights + 1);
    assertThat(releases()).isEqualTo(before);
  }

  @Test
  void whatAGuestDidWithoutTheEscrowIsInTheLog() {
    Fallbacks reported = new Fallbacks(2, 1_790_000_000L, 1_790_086_400L);
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);

    HttpAnswer answer = guest.send(attempt.request().withFallbacks(Optional.of(reported)));

    Entry entry =
        Entry.decode(Answers.release(answer.body()).receipt().entry()).toOptional().orElseThrow();
    assertThat(((Entry.Release) entry).decision().fallbacks()).contains(reported);
  }

  @Test
  void aLostDatabaseStopsReleasesUntilItIsBack() {
    long before = releases();
    network.goDown();
    HttpAnswer refused = ask();
    long meanwhile = releases();
    network.comeUp();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("store-unavailable");
    assertThat(refused.retryAfter()).isPresent();
    assertThat(meanwhile).isEqualTo(before);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(before + 1);
  }

  @Test
  void aNodeThatNobodyAsksSaysThatItsDatabaseIsLostAndThatItIsBack() {
    network.goDown();
    awaitReadiness(503);
    assertThat(node.http().get("/metrics").text()).contains("sealkeep_log_writer_impeded 1.0");
    network.comeUp();
    awaitReadiness(200);
  }

  private static void awaitReadiness(int status) {
    while (node.http().get("/readyz").status() != status) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aGuestGetsItsKeyAlthoughTheAnswerToTheCommitWasLost() {
    long before = releases();
    network.cut(Cut.AFTER_COMMIT);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(before + 1);
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void aReleaseWhoseCommitWasLostIsNotAnsweredAndTheNextOneIs() {
    long before = releases();
    network.cut(Cut.BEFORE_COMMIT);
    HttpAnswer refused = ask();

    assertThat(refused.problem()).isEqualTo("store-unavailable");
    assertThat(releases()).isEqualTo(before);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(before + 1);
  }

  @Test
  void aNodeGoesOnFromItsDatabaseAfterARestart() {
    long before = releases();
    String token = node.token();
    node.close();
    node = open();
    operator = node.operator(token);

    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(before + 1);
  }

  @Test
  void aDatabaseMadeWithAnotherRootKekIsRefused() {
    Path other = data.resolve("other");
    assertThatThrownBy(() -> open(other, "store").close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("root KEK")
        .hasMessageContaining("missing");
    assertThat(other.resolve("root-kek")).doesNotExist();
  }

  @Test
  void anEmptyServerBesideADatabaseFileIsRefused() throws Exception {
    database.execute("CREATE DATABASE empty_store");
    Path moved = Files.createDirectories(data.resolve("moved"));
    Files.createFile(moved.resolve("sealkeep.db"));
    assertThatThrownBy(() -> open(moved, "empty_store").close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("sealkeep.db");
  }
}
