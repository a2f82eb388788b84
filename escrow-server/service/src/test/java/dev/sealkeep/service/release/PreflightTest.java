package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.PreflightAnswer;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.receipt.PreflightOutcome;
import dev.sealkeep.protocol.receipt.ReceiptFault;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running machine is told whether its next boot will be given the key, and given none. */
class PreflightTest {
  private static final int QUOTA = 6;
  private static final byte[] WRONG = Guest.measurement(0x13);

  @TempDir static Path data;
  private static final ManualClock CLOCK = new ManualClock();
  private static Node node;
  private static Operator operator;
  private static Database database;

  @BeforeAll
  static void start() {
    node =
        Node.start(data.resolve("node"), CLOCK, settings -> settings.withDenialsPerMinute(QUOTA));
    operator = node.operator();
    database = new Database(data.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Guest guest() {
    return new Guest(node.http(), Guest.GOOD);
  }

  private static NextBoot measured(byte[] measurement) {
    return new NextBoot(
        List.of(),
        List.of(
            new NextBoot.Value(
                new BootClaim("measurement"), HexFormat.of().formatHex(measurement))));
  }

  private static PreflightAnswer answer(HttpAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return PreflightAnswer.parse(answer.body()).toOptional().orElseThrow();
  }

  private static HttpAnswer ask(Guest guest, String tenant, NextBoot question) {
    return guest.send(guest.preflight(tenant, "disk").request(), question);
  }

  private static JsonObject explained(String tenant, PreflightAnswer answer) {
    return operator.decision(tenant, answer.decisionId().toString());
  }

  private static long entries(String tenant, String kind) {
    return database.number(
        "SELECT count(*) FROM log_entry WHERE tenant = ? AND kind = ?", tenant, kind);
  }

  @Test
  void theSameBootAndAnAdmittedOneArePermittedWithAReceiptThatHolds() {
    JsonObject acme = node.scene(operator, "acme");
    for (NextBoot question : List.of(NextBoot.UNCHANGED, measured(Guest.GOOD))) {
      Guest.Attempt attempt = guest().preflight("acme", "disk");
      HttpAnswer answer = guest().send(attempt.request(), question);

      assertThat(answer(answer).permitted()).isTrue();
      PreflightOutcome outcome = Guest.foretold(attempt, question, answer.body(), acme);
      assertThat(outcome).isInstanceOf(PreflightOutcome.Verified.class);
      Entry.Preflight entry = ((PreflightOutcome.Verified) outcome).entry();
      assertThat(entry.permitted()).isTrue();
      assertThat(entry.keyVersion()).isEqualTo(1);
      assertThat(entry.decision().simulated()).isTrue();
    }
    assertThat(entries("acme", "preflight")).isEqualTo(2);
    assertThat(entries("acme", "release")).isZero();
    assertThat(database.number("SELECT count(*) FROM decision WHERE released = 1")).isZero();
  }

  @Test
  void aBootThatThePolicyDoesNotAdmitIsANoAndTheTenantSeesWhatWouldFail() {
    JsonObject tenant = node.scene(operator, "no");
    Guest.Attempt attempt = guest().preflight("no", "disk");

    HttpAnswer answer = guest().send(attempt.request(), measured(WRONG));

    assertThat(answer(answer).permitted()).isFalse();
    assertThat(Guest.foretold(attempt, measured(WRONG), answer.body(), tenant))
        .isInstanceOfSatisfying(
            PreflightOutcome.Verified.class,
            verified -> {
              assertThat(verified.entry().permitted()).isFalse();
              assertThat(verified.entry().reason()).isEqualTo("policy.no-permit-matched");
            });
    assertThat(Guest.foretold(attempt, measured(Guest.GOOD), answer.body(), tenant))
        .as("the answer to another question")
        .isEqualTo(new PreflightOutcome.Untrusted(ReceiptFault.ENTRY_QUESTION));
    JsonObject decision = explained("no", answer(answer));
    assertThat(decision.getBoolean("released")).isFalse();
    assertThat(decision.getJsonObject("explanation").encode())
        .contains("measurement in builds", HexFormat.of().formatHex(WRONG));
    assertThat(decision.getJsonObject("explanation").getJsonObject("preflight").encode())
        .contains("\"next\":{\"measurement\":\"1313");
  }

  @Test
  void aBootAfterAPolicyChangeIsJudgedByThePolicyOfNow() {
    node.scene(operator, "changed");
    assertThat(answer(ask(guest(), "changed", NextBoot.UNCHANGED)).permitted()).isTrue();
    operator.putReference(
        "changed",
        "builds",
        "simulated-amd-sev-snp measurement " + HexFormat.of().formatHex(WRONG));

    HttpAnswer denied = ask(guest(), "changed", NextBoot.UNCHANGED);

    assertThat(denied.status())
        .as("the present evidence is not admitted any more: a stranger's")
        .isEqualTo(403);
  }

  @Test
  void whoIsNotAdmittedLearnsNothing() {
    node.scene(operator, "closed");
    Guest stranger = new Guest(node.http(), WRONG);
    HttpAnswer denied = ask(stranger, "closed", measured(Guest.GOOD));
    HttpAnswer unknown = stranger.send(stranger.preflight("none", "x").request(), measured(WRONG));
    HttpAnswer release = stranger.ask("closed", "disk");

    for (HttpAnswer answer : List.of(denied, unknown)) {
      assertThat(answer.status()).isEqualTo(403);
      JsonObject seen = answer.json();
      JsonObject expected = release.json();
      seen.remove("decision");
      expected.remove("decision");
      assertThat(seen).isEqualTo(expected);
    }
    assertThat(entries("closed", "preflight")).isZero();
    assertThat(entries("closed", "denial")).isEqualTo(2);
  }

  @Test
  void aChallengeCommitsOnceWhateverItIsFor() {
    node.scene(operator, "once");
    Guest guest = guest();
    byte[] challenge = guest.challenge();
    Guest.Attempt preflight =
        guest.prepare(challenge, "once", "disk", Kem.X25519, Purpose.PREFLIGHT);
    Guest.Attempt unlock = guest.prepare(challenge, "once", "disk", Kem.X25519);

    assertThat(guest.send(preflight.request(), NextBoot.UNCHANGED).status()).isEqualTo(200);
    assertThat(guest.send(preflight.request(), NextBoot.UNCHANGED).problem())
        .isEqualTo("challenge-spent");
    assertThat(guest.send(unlock.request()).problem()).isEqualTo("challenge-spent");

    byte[] second = guest.challenge();
    assertThat(guest.send(guest.prepare(second, "once", "disk", Kem.X25519).request()).status())
        .isEqualTo(200);
    Guest.Attempt late = guest.prepare(second, "once", "disk", Kem.X25519, Purpose.PREFLIGHT);
    assertThat(guest.send(late.request(), NextBoot.UNCHANGED).problem())
        .isEqualTo("challenge-spent");
    assertThat(entries("once", "release")).isEqualTo(1);
    assertThat(entries("once", "preflight")).isEqualTo(1);
  }

  @Test
  void evidenceForOneIsNoneForTheOther() {
    node.scene(operator, "bound");
    ReleaseRequest preflight = guest().preflight("bound", "disk").request();
    ReleaseRequest unlock = guest().prepare("bound", "disk", Kem.X25519).request();

    assertThat(guest().send(preflight).problem()).isEqualTo("malformed-request");
    assertThat(guest().send(unlock, NextBoot.UNCHANGED).problem()).isEqualTo("malformed-request");
    assertThat(guest().send(Answers.withPurpose(preflight, Purpose.UNLOCK)).problem())
        .as("evidence over a preflight, sent for a release")
        .isEqualTo("denied");
    assertThat(
            guest()
                .send(Answers.withPurpose(unlock, Purpose.PREFLIGHT), NextBoot.UNCHANGED)
                .problem())
        .as("evidence over a release, sent for a preflight")
        .isEqualTo("denied");
    assertThat(entries("bound", "release")).isZero();
    assertThat(entries("bound", "preflight")).isZero();
  }

  @Test
  void whatNoBootChangesIsRefusedBeforeAnythingIsDecided() {
    node.scene(operator, "refused");
    ReleaseRequest request = guest().preflight("refused", "disk").request();
    String body =
        new String(new PreflightRequest(request, measured(WRONG)).encode(), StandardCharsets.UTF_8);
    for (String[] change :
        new String[][] {
          {"\"measurement\"", "\"chip_id\""},
          {"\"measurement\"", "\"reported_tcb\""},
          {"\"measurement\"", "\"sha256.pcr24\""},
          {"\"measurement\"", "\"sha256.pcr4\""},
          {"1313\"", "13\""},
          {"1313\"", "13XX\""},
          {"\"before\":[]", "\"before\":[{\"claim\":\"measurement\"}]"},
        }) {
      assertThat(body).contains(change[0]);
      HttpAnswer answer =
          node.http()
              .post(
                  "/v1/preflights",
                  body.replace(change[0], change[1]).getBytes(StandardCharsets.UTF_8));
      assertThat(answer.problem()).as(change[1]).isEqualTo("malformed-request");
    }
  }

  @Test
  void aClaimThatTheMachineDoesNotMakeIsANo() {
    node.scene(operator, "absent");
    NextBoot question =
        new NextBoot(
            List.of(), List.of(new NextBoot.Value(new BootClaim("mr_td"), "00".repeat(48))));

    PreflightAnswer answer = answer(ask(guest(), "absent", question));

    assertThat(answer.permitted()).isFalse();
    assertThat(explained("absent", answer).getString("reason")).isEqualTo("preflight.claim_absent");
  }

  @Test
  void aMachineGrowsTheLogByItsQuotaAndIsAskedToComeBack() {
    node.scene(operator, "flood");
    node.scene(operator, "beside");
    Guest guest = new Guest(node.http(), Guest.source(Guest.GOOD, 5));
    for (int i = 0; i < QUOTA; i++) {
      assertThat(ask(guest, "flood", NextBoot.UNCHANGED).status()).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      HttpAnswer limited = ask(guest, "flood", NextBoot.UNCHANGED);
      assertThat(limited.problem()).isEqualTo("preflights-limited");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.retryAfter()).isPresent();
    }
    assertThat(entries("flood", "preflight")).isEqualTo(QUOTA);
    assertThat(guest.ask("flood", "disk").status()).as("releases go on").isEqualTo(200);
    assertThat(ask(guest, "beside", NextBoot.UNCHANGED).status()).isEqualTo(200);
    assertThat(
            ask(new Guest(node.http(), Guest.source(WRONG, 5)), "flood", measured(WRONG)).status())
        .as("a stranger on the chip is denied, not limited")
        .isEqualTo(403);
  }

  @Test
  void anOldChallengeAndAClockBehindTheLogAreRefused() {
    node.scene(operator, "late");
    Guest.Attempt attempt = guest().preflight("late", "disk");
    CLOCK.move(Duration.ofSeconds(121));
    assertThat(guest().send(attempt.request(), NextBoot.UNCHANGED).problem())
        .isEqualTo("challenge-expired");
    assertThat(entries("late", "preflight")).isZero();
  }
}
