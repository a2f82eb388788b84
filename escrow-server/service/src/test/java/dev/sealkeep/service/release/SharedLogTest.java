package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.postgresql.PostgresqlServer;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.LoopbackDatabase;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import dev.sealkeep.service.server.StartRefusedException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 2, 5, 8 and 9 on two nodes that share a database and know of each other by it alone.
 */
@Timeout(180)
class SharedLogTest {
  private static final String NONE =
      Guest.POLICY.replace(
          "vmpl == 0", "vmpl == 0\n    policy.smt == false and policy.smt == true");

  @TempDir private static Path data;
  private static PostgresqlServer database;
  private static Node first;
  private static Node second;
  private static Operator atFirst;
  private static Operator atSecond;

  @BeforeAll
  static void start() throws IOException {
    database = PostgresqlServer.shared();
    first = open("first", settings -> settings);
    joining("second");
    second = open("second", ServerConfiguration::adoptingLog);
    atFirst = first.operator();
    atSecond = second.operator(first.token());
  }

  /** What a node needs of the one before it: the root KEK. */
  private static void joining(String name) throws IOException {
    Files.createDirectories(data.resolve(name));
    Files.copy(data.resolve("first/root-kek"), data.resolve(name).resolve("root-kek"));
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
  }

  private static Node open(String name, UnaryOperator<ServerConfiguration> settings) {
    return Node.start(
        data.resolve(name),
        InstantSource.system(),
        configuration ->
            settings.apply(configuration.withDatabase(LoopbackDatabase.at(database.port()))));
  }

  private static HttpAnswer ask(Node node, String tenant) {
    return new Guest(node.http(), Guest.GOOD).ask(tenant, "disk");
  }

  @Test
  void whatOneNodeWasToldTheOtherDecidesByAtOnce() {
    first.scene(atFirst, "told");
    assertThat(ask(second, "told").status()).isEqualTo(200);

    for (int round = 0; round < 5; round++) {
      atSecond.putPolicy("told", "root", NONE);
      assertThat(ask(first, "told").problem()).isEqualTo("denied");
      atFirst.putPolicy("told", "root", Guest.POLICY);
      assertThat(ask(second, "told").status()).isEqualTo(200);
    }
  }

  @Test
  void aTenantMadeAtOneNodeIsAtTheOther() {
    for (int round = 0; round < 5; round++) {
      String tenant = "made-" + round;
      atFirst.createTenant(tenant);
      atSecond.putReference(
          tenant, "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
      atFirst.putPolicy(tenant, "root", Guest.POLICY);
      atSecond.createKey(tenant, "disk", "root");

      assertThat(atFirst.get("/v1/tenants/" + tenant + "/keys").text()).contains("disk");
      assertThat(ask(first, tenant).status()).isEqualTo(200);
    }
  }

  @Test
  void aChallengeCommitsOneReleaseWhicheverNodesAreAsked() {
    first.scene(atFirst, "once");
    Guest guest = new Guest(first.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("once", "disk", Kem.X_WING);

    assertThat(new Guest(second.http(), Guest.GOOD).send(attempt.request()).status())
        .isEqualTo(200);
    assertThat(guest.send(attempt.request()).problem()).isEqualTo("challenge-spent");
  }

  @Test
  void nodesThatCommitAtTheSameTimeWriteOneLog() throws InterruptedException, ExecutionException {
    JsonObject tenant = first.scene(atFirst, "busy");
    long before = database.number("SELECT size FROM log_head");
    List<Callable<ReceiptOutcome>> guests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Node node = i % 2 == 0 ? first : second;
      guests.add(
          () -> {
            Guest guest = new Guest(node.http(), Guest.GOOD);
            Guest.Attempt attempt = guest.prepare("busy", "disk", Kem.X25519);
            HttpAnswer answer = guest.send(attempt.request());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return Guest.open(attempt, answer.body(), tenant);
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<ReceiptOutcome> outcome : threads.invokeAll(guests)) {
        assertThat(outcome.get()).isInstanceOf(ReceiptOutcome.Verified.class);
      }
    }

    assertThat(database.number("SELECT size FROM log_head")).isEqualTo(before + guests.size());
    assertThat(database.number("SELECT count(DISTINCT idx) FROM log_entry"))
        .isEqualTo(before + guests.size());
  }

  @Test
  void aThirdNodeStartsWhileTheOthersCommit() throws Exception {
    first.scene(atFirst, "third");
    joining("third");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<HashSet<Integer>> asked =
          threads.submit(
              () -> {
                HashSet<Integer> statuses = new HashSet<>();
                for (int i = 0; i < 40; i++) {
                  statuses.add(ask(first, "third").status());
                }
                return statuses;
              });
      try (Node third = open("third", ServerConfiguration::adoptingLog)) {
        assertThat(ask(third, "third").status()).isEqualTo(200);
      }
      assertThat(asked.get()).containsExactly(200);
    }
    try (Node again = open("third", settings -> settings)) {
      assertThat(ask(again, "third").status()).isEqualTo(200);
    }
  }

  @Test
  void aNodeWithAnotherRootKekIsRefused() {
    assertThatThrownBy(() -> open("stranger", ServerConfiguration::adoptingLog))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("root KEK");
  }
}
