package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariants 1, 2, 10 and 11 as they show on the wire and in the database. */
class ReleaseInvariantsTest {
  private static final byte[] WRONG = Guest.measurement(0x13);

  @TempDir static Path data;
  private static final ManualClock CLOCK = new ManualClock();
  private static Node node;
  private static Operator operator;
  private static Database database;
  private static JsonObject acme;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"), CLOCK, settings -> settings.withDenialsPerMinute(100));
    operator = node.operator();
    acme = node.scene(operator, "acme");
    database = new Database(data.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Guest guest() {
    return new Guest(node.http(), Guest.GOOD);
  }

  private static HttpAnswer disable(String tenant) {
    return operator.send(
        node.http()
            .request("/v1/tenants/" + tenant + "/keys/disk/disable")
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static String reason(String tenant, HttpAnswer answer) {
    assertThat(answer.problem()).as(answer.text()).isEqualTo("denied");
    return operator.decision(tenant, answer.json().getString("decision")).getString("reason");
  }

  @Test
  void theEntryIsInTheDatabaseWhenTheAnswerArrives() {
    Guest guest = guest();
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
    HttpAnswer answer = guest.send(attempt.request());

    byte[] id = Answers.release(answer.body()).decisionId().bytes();
    assertThat(database.bytes("SELECT entry FROM log_entry WHERE id = ?", (Object) id))
        .isEqualTo(Answers.release(answer.body()).receipt().entry());
    ReceiptOutcome outcome = Guest.open(attempt, answer.body(), acme);
    assertThat(outcome).isInstanceOf(ReceiptOutcome.Verified.class);
    assertThat(((ReceiptOutcome.Verified) outcome).checkpoint().size())
        .isLessThanOrEqualTo(database.number("SELECT size FROM log_head"));
  }

  @Test
  void noReleaseIsCommittedAfterAnAcknowledgedDisable() throws Exception {
    node.scene(operator, "race");
    int guests = 4;
    CountDownLatch underWay = new CountDownLatch(guests);
    Callable<List<String>> asking =
        () -> {
          List<String> outcomes = new ArrayList<>();
          while (!outcomes.contains("denied")) {
            HttpAnswer answer = guest().ask("race", "disk");
            outcomes.add(answer.status() == 200 ? "released" : answer.problem());
            underWay.countDown();
          }
          return outcomes;
        };
    long disabledAt;
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(guests)) {
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < guests; i++) {
        running.add(threads.submit(asking));
      }
      assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();
      HttpAnswer disabled = disable("race");
      assertThat(disabled.status()).as(disabled.text()).isEqualTo(200);
      disabledAt = disabled.json().getLong("log_index");
      for (Future<List<String>> one : running) {
        outcomes.addAll(one.get(20, TimeUnit.SECONDS));
      }
    }

    assertThat(outcomes).contains("released").containsOnly("released", "denied");
    assertThat(
            database.number(
                "SELECT count(*) FROM log_entry WHERE tenant = 'race' AND kind = 'release'"
                    + " AND idx > ?",
                disabledAt))
        .isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM log_entry WHERE tenant = 'race' AND kind = 'release'"
                    + " AND idx < ?",
                disabledAt))
        .isEqualTo(outcomes.stream().filter("released"::equals).count());
    assertThat(reason("race", guest().ask("race", "disk"))).isEqualTo("key.disabled");
  }

  @Test
  void aClockBehindTheLogStopsReleasesUntilItRecovers() {
    long releases = database.releases("acme");
    CLOCK.move(Duration.ofSeconds(-3));
    HttpAnswer refused = guest().ask("acme", "disk");
    CLOCK.move(Duration.ofSeconds(3));

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("store-unavailable");
    assertThat(refused.retryAfter()).isPresent();
    assertThat(database.releases("acme")).isEqualTo(releases);
    assertThat(guest().ask("acme", "disk").status()).isEqualTo(200);
  }

  @Test
  void aPolicyThatNamesOnlyTheRealTechnologyDeniesSimulatedEvidence() {
    node.scene(operator, "real-only");
    operator.putPolicy(
        "real-only",
        "root",
        Guest.POLICY.replace("permit simulated-amd-sev-snp", "permit amd-sev-snp"));

    assertThat(reason("real-only", guest().ask("real-only", "disk")))
        .isEqualTo("policy.no-permit-for-technology");
    assertThat(database.releases("real-only")).isZero();
  }

  @Test
  void everyReleaseAndDenialOnSimulatedEvidenceIsMarked() {
    node.scene(operator, "marked");
    assertThat(guest().ask("marked", "disk").status()).isEqualTo(200);
    assertThat(new Guest(node.http(), WRONG).ask("marked", "disk").status()).isEqualTo(403);

    List<Entry> entries =
        database
            .rows(
                "SELECT entry FROM log_entry WHERE tenant = 'marked'"
                    + " AND kind IN ('release', 'denial') ORDER BY idx")
            .stream()
            .map(row -> Entry.decode((byte[]) row.getFirst()).toOptional().orElseThrow())
            .toList();

    assertThat(entries).hasSize(2);
    assertThat(((Entry.Release) entries.getFirst()).decision().simulated()).isTrue();
    assertThat(((Entry.Denial) entries.getLast()).decision().simulated()).isTrue();
  }

  @Test
  void aNodeWithoutSimulatedRootsRefusesSimulatedEvidence() {
    try (Node strict =
        Node.start(data.resolve("strict"), CLOCK, c -> c.withSimulatedRoots(List.of()))) {
      Operator owner = strict.operator();
      strict.scene(owner, "acme");
      Guest guest = new Guest(strict.http(), Guest.GOOD);
      assertThat(Answers.challenge(guest.challenge()).offers().technologies())
          .contains("amd-sev-snp")
          .noneMatch(technology -> technology.startsWith("simulated-"));

      HttpAnswer answer = guest.ask("acme", "disk");

      assertThat(answer.problem()).isEqualTo("denied");
      assertThat(owner.decision("acme", answer.json().getString("decision")).getString("reason"))
          .startsWith("snp.chain.");
      assertThat(new Database(data.resolve("strict")).releases("acme")).isZero();
    }
  }

  @Test
  void everyRefusalLooksTheSameToAGuest() {
    node.scene(operator, "switched-off");
    assertThat(disable("switched-off").status()).isEqualTo(200);
    ReleaseRequest replayed = guest().prepare("acme", "disk", Kem.X_WING).request();
    ReleaseRequest unverified = Answers.withChallenge(replayed, guest().challenge());

    List<ReleaseRequest> refused =
        List.of(
            new Guest(node.http(), WRONG).prepare("acme", "disk", Kem.X_WING).request(),
            guest().prepare("acme", "nothing", Kem.X_WING).request(),
            guest().prepare("nobody", "disk", Kem.X_WING).request(),
            guest().prepare("switched-off", "disk", Kem.X_WING).request(),
            unverified);

    List<Map<String, Object>> looks = refused.stream().map(ReleaseInvariantsTest::look).toList();
    assertThat(looks).hasSize(5).allMatch(looks.getFirst()::equals);
    assertThat(looks.getFirst()).containsEntry("status", 403);
  }

  /** Status, headers and body, without the decision's id. */
  private static Map<String, Object> look(ReleaseRequest request) {
    HttpResponse<byte[]> response =
        node.http()
            .exchange(
                node.http()
                    .request("/v1/releases")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request.encode())));
    JsonObject body = new JsonObject(Buffer.buffer(response.body()));
    assertThat(body.getString("decision")).matches("[0-9a-f]{32}");
    body.remove("decision");
    Map<String, Object> look = new TreeMap<>();
    look.put("status", response.statusCode());
    look.put("headers", response.headers().map());
    look.put("body", body.encode());
    look.put("length", response.body().length);
    return look;
  }
}
