package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.postgresql.CuttingProxy;
import dev.sealkeep.keystore.store.postgresql.CuttingProxy.Cut;
import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.configuration.DatabaseServer;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.StartRefusedException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariants 1, 2 and 8 on a node whose database is a PostgreSQL server. */
@Timeout(180)
class PostgresqlNodeTest {
  private static final byte[] WRONG = Guest.measurement(0x13);

  @TempDir private Path data;
  private final PostgresqlServer database = PostgresqlServer.shared();
  private CuttingProxy network;
  private Node node;
  private Operator operator;
  private JsonObject acme;

  @BeforeEach
  void start() {
    network = new CuttingProxy(database.port());
    node = open();
    operator = node.operator();
    acme = node.scene(operator, "acme");
  }

  @AfterEach
  void stop() {
    node.close();
    network.close();
  }

  private Node open() {
    return Node.start(
        data.resolve("node"),
        InstantSource.system(),
        settings -> settings.withDatabase(server(network.port())));
  }

  private static DatabaseServer server(int port) {
    return new DatabaseServer(
        List.of(new DatabaseServer.Host("127.0.0.1", port)),
        "store",
        "postgres",
        Optional.empty(),
        false,
        Optional.empty(),
        4,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  private long releases() {
    return database.number("SELECT count(*) FROM log_entry WHERE kind = 'release'");
  }

  private HttpAnswer ask() {
    return new Guest(node.http(), Guest.GOOD).ask("acme", "disk");
  }

  @Test
  void aReleaseIsInTheDatabaseWhenItsAnswerArrives() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());

    assertThat(releases()).isEqualTo(1);
    assertThat(Guest.open(attempt, answer.body(), acme))
        .isInstanceOf(ReceiptOutcome.Verified.class);
  }

  @Test
  void aDenialIsExplainedToItsTenant() {
    HttpAnswer answer = new Guest(node.http(), WRONG).ask("acme", "disk");

    assertThat(answer.problem()).isEqualTo("denied");
    assertThat(operator.decision("acme", answer.json().getString("decision")).getString("reason"))
        .isEqualTo("policy.no-permit-matched");
    assertThat(releases()).isZero();
  }

  @Test
  void aLostDatabaseStopsReleasesUntilItIsBack() {
    assertThat(ask().status()).isEqualTo(200);
    network.goDown();
    HttpAnswer refused = ask();
    long releases = releases();
    network.comeUp();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("store-unavailable");
    assertThat(refused.retryAfter()).isPresent();
    assertThat(releases).isEqualTo(1);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(2);
  }

  @Test
  void aGuestGetsItsKeyAlthoughTheAnswerToTheCommitWasLost() {
    network.cut(Cut.AFTER_COMMIT);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(1);
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void aReleaseWhoseCommitWasLostIsNotAnsweredAndTheNextOneIs() {
    network.cut(Cut.BEFORE_COMMIT);
    HttpAnswer refused = ask();

    assertThat(refused.problem()).isEqualTo("store-unavailable");
    assertThat(releases()).isZero();
    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(1);
  }

  @Test
  void aNodeGoesOnFromItsDatabaseAfterARestart() {
    assertThat(ask().status()).isEqualTo(200);
    node.close();
    node = open();

    assertThat(ask().status()).isEqualTo(200);
    assertThat(releases()).isEqualTo(2);
  }

  @Test
  void aDatabaseMadeWithAnotherRootKekIsRefused() {
    node.close();
    Path other = data.resolve("other");
    assertThatThrownBy(
            () ->
                Node.start(
                        other,
                        InstantSource.system(),
                        settings -> settings.withDatabase(server(network.port())))
                    .close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("root KEK")
        .hasMessageContaining("missing");
    assertThat(other.resolve("root-kek")).doesNotExist();
  }

  @Test
  void anEmptyServerBesideADatabaseFileIsRefused() throws Exception {
    node.close();
    PostgresqlServer.shared();
    Path moved = Files.createDirectories(data.resolve("moved"));
    Files.createFile(moved.resolve("sealkeep.db"));
    assertThatThrownBy(
            () ->
                Node.start(
                        moved,
                        InstantSource.system(),
                        settings -> settings.withDatabase(server(network.port())))
                    .close())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("sealkeep.db");
  }
}
