package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import dev.sealkeep.protocol.receipt.ReceiptOutcome;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest did without the escrow stands in the log, and its tenant can read it. */
class ReportedFallbacksTest {
  private static final Fallbacks REPORTED = new Fallbacks(2, 1_790_000_000L, 1_790_086_400L);

  @TempDir static Path data;
  private static Node node;
  private static Operator operator;
  private static JsonObject tenant;
  private static Database database;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    tenant = node.scene(operator, "acme");
    database = new Database(data.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static ReleaseRequest reporting(ReleaseRequest request) {
    return request.withFallbacks(Optional.of(REPORTED));
  }

  @Test
  void aReportStandsInTheEntryOfTheReleaseAndInItsExplanation() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);

    HttpAnswer answer = guest.send(reporting(attempt.request()));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Entry entry =
        Entry.decode(Answers.release(answer.body()).receipt().entry()).toOptional().orElseThrow();
    assertThat(((Entry.Release) entry).decision().fallbacks()).contains(REPORTED);
    assertThat(Guest.open(attempt, answer.body(), tenant))
        .as("a guest that reported nothing takes no key with a report beside it")
        .isEqualTo(new ReceiptOutcome.Untrusted(ReceiptFault.ENTRY_FALLBACKS));
    assertExplained(entry.id().toString());
  }

  @Test
  void aReportStandsInTheEntryOfADenialAndInItsExplanation() {
    Guest guest = new Guest(node.http(), Guest.measurement(0x13));

    HttpAnswer answer = guest.send(reporting(guest.prepare("acme", "disk", Kem.X_WING).request()));

    assertThat(answer.status()).isEqualTo(403);
    String decision = answer.json().getString("decision");
    assertThat(logged(decision)).contains(REPORTED);
    assertExplained(decision);
  }

  @Test
  void theEntryOfAnUnknownKeyHasNoReport() {
    Guest guest = new Guest(node.http(), Guest.GOOD);

    HttpAnswer answer = guest.send(reporting(guest.prepare("acme", "none", Kem.X_WING).request()));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(logged(answer.json().getString("decision")))
        .as("an entry of the dummy tenant tells nothing of who asked")
        .isEmpty();
  }

  @Test
  void aGuestWithNothingToReportSeesTheEntryItKnows() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);

    HttpAnswer answer = guest.send(attempt.request());

    assertThat(Guest.open(attempt, answer.body(), tenant))
        .isInstanceOf(ReceiptOutcome.Verified.class);
    JsonObject explanation =
        operator
            .decision("acme", Answers.release(answer.body()).decisionId().toString())
            .getJsonObject("explanation");
    assertThat(explanation.containsKey("fallbacks")).isFalse();
  }

  private static void assertExplained(String decision) {
    JsonObject explanation = operator.decision("acme", decision).getJsonObject("explanation");
    assertThat(explanation.getJsonObject("fallbacks").encode())
        .isEqualTo(
            "{\"count\":2,\"first\":\"2026-09-21T14:13:20Z\",\"last\":\"2026-09-22T14:13:20Z\"}");
  }

  private static Optional<Fallbacks> logged(String decision) {
    byte[] id = HexFormat.of().parseHex(decision);
    Entry entry =
        Entry.decode(database.bytes("SELECT entry FROM log_entry WHERE id = ?", (Object) id))
            .toOptional()
            .orElseThrow();
    return ((Entry.Denial) entry).decision().fallbacks();
  }
}
