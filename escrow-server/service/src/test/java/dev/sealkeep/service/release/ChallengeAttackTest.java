package dev.sealkeep.service.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.service.harness.Answers;
import dev.sealkeep.service.harness.Database;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Challenges used twice, too late, elsewhere or not at all (invariants 2 and 5). */
class ChallengeAttackTest {
  @TempDir static Path data;
  private static final ManualClock CLOCK = new ManualClock();
  private static Node node;
  private static Operator operator;
  private static Database database;
  private static Guest guest;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"), CLOCK, settings -> settings);
    operator = node.operator();
    node.scene(operator, "acme");
    database = new Database(data.resolve("node"));
    guest = new Guest(node.http(), Guest.GOOD);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Guest.Attempt attempt() {
    return guest.prepare("acme", "disk", Kem.X_WING);
  }

  private static String outcome(HttpAnswer answer) {
    return answer.status() == 200 ? "released" : answer.status() + " " + answer.problem();
  }

  private static String send(ReleaseRequest request) {
    return outcome(guest.send(request));
  }

  @Test
  void aSecondReleaseOverOneChallengeIsRefused() {
    Guest.Attempt attempt = attempt();
    assertThat(send(attempt.request())).isEqualTo("released");
    long releases = database.releases("acme");

    assertThat(send(attempt.request())).isEqualTo("409 challenge-spent");
    assertThat(database.releases("acme")).isEqualTo(releases);
  }

  @Test
  void aSecondRecipientOverASpentChallengeIsRefused() {
    byte[] challenge = guest.challenge();
    assertThat(send(guest.prepare(challenge, "acme", "disk", Kem.X_WING).request()))
        .isEqualTo("released");

    assertThat(send(guest.prepare(challenge, "acme", "disk", Kem.X25519).request()))
        .isEqualTo("409 challenge-spent");
  }

  @Test
  void ofManyConcurrentReleasesOverOneChallengeExactlyOneWins() throws Exception {
    byte[] challenge = guest.challenge();
    long releases = database.releases("acme");
    List<Callable<String>> sends =
        IntStream.range(0, 6)
            .mapToObj(i -> guest.prepare(challenge, "acme", "disk", Kem.X_WING).request())
            .<Callable<String>>map(request -> () -> send(request))
            .toList();

    List<String> outcomes;
    try (ExecutorService threads = Executors.newFixedThreadPool(sends.size())) {
      outcomes = threads.invokeAll(sends).stream().map(Future::resultNow).toList();
    }

    assertThat(outcomes).containsOnlyOnce("released");
    assertThat(outcomes.stream().filter(outcome -> !outcome.equals("released")))
        .containsOnly("409 challenge-spent");
    assertThat(database.releases("acme")).isEqualTo(releases + 1);
  }

  @Test
  void aDeniedRequestDoesNotSpendItsChallenge() {
    byte[] challenge = guest.challenge();
    Guest wrong = new Guest(node.http(), Guest.measurement(0x66));
    assertThat(send(wrong.prepare(challenge, "acme", "disk", Kem.X_WING).request()))
        .isEqualTo("403 denied");

    assertThat(send(guest.prepare(challenge, "acme", "disk", Kem.X_WING).request()))
        .isEqualTo("released");
  }

  @Test
  void aChallengeIsGoodForTwoMinutes() {
    Guest.Attempt attempt = attempt();
    CLOCK.move(Duration.ofMinutes(2));

    assertThat(send(attempt.request())).isEqualTo("released");
  }

  @Test
  void aChallengeIsNotGoodForLongerThanTwoMinutes() {
    Guest.Attempt attempt = attempt();
    CLOCK.move(Duration.ofMinutes(2).plusMillis(1));

    assertThat(send(attempt.request())).isEqualTo("400 challenge-expired");

    CLOCK.move(Duration.ofSeconds(1));
    assertThat(send(attempt.request())).isEqualTo("400 challenge-expired");
  }

  @Test
  void aChallengeFromTheFutureIsRefused() {
    CLOCK.move(Duration.ofSeconds(3));
    Guest.Attempt attempt = attempt();
    CLOCK.move(Duration.ofSeconds(-3));

    assertThat(send(attempt.request())).isEqualTo("400 challenge-expired");
    CLOCK.move(Duration.ofSeconds(3));
  }

  @Test
  void aChallengeOfAnotherNodesLogIsRefused() {
    byte[] foreign;
    try (Node other = Node.start(data.resolve("other"), CLOCK, settings -> settings)) {
      foreign = new Guest(other.http(), Guest.GOOD).challenge();
    }

    assertThat(send(guest.prepare(foreign, "acme", "disk", Kem.X_WING).request()))
        .isEqualTo("400 challenge-invalid");
  }

  @Test
  void aChangedBitOfTheTokenIsRefused() {
    Guest.Attempt attempt = attempt();
    byte[] token = attempt.answer().challenge();
    for (int bit = 0; bit < 8 * token.length; bit += 67) {
      byte[] changed =
          new ChallengeAnswer(
                  Answers.flipped(token, bit),
                  attempt.answer().offers(),
                  attempt.answer().certificate())
              .encode();

      assertThat(send(guest.prepare(changed, "acme", "disk", Kem.X_WING).request()))
          .isEqualTo("400 challenge-invalid");
    }
  }

  @Test
  void evidenceOfAnotherRequestIsRefused() {
    Guest.Attempt old = attempt();
    assertThat(send(old.request())).isEqualTo("released");
    Guest.Attempt fresh = attempt();
    ReleaseRequest asked = fresh.request();
    ReleaseRequest replayed =
        new ReleaseRequest(
            asked.challengeAnswer(),
            asked.tenant(),
            asked.key(),
            asked.volume(),
            asked.purpose(),
            asked.kem(),
            asked.recipient(),
            old.request().evidence(),
            List.of());
    long releases = database.releases("acme");

    HttpAnswer answer = guest.send(replayed);

    assertThat(outcome(answer)).isEqualTo("403 denied");
    JsonObject decision = operator.decision("acme", answer.json().getString("decision"));
    assertThat(decision.getString("reason")).isEqualTo("snp.report_data.mismatch");
    assertThat(database.releases("acme")).isEqualTo(releases);
  }

  @Test
  void evidenceForOneKeyDoesNotReleaseAnother() {
    operator.createKey("acme", "spare", "root");
    ReleaseRequest asked = attempt().request();
    ReleaseRequest bent =
        new ReleaseRequest(
            asked.challengeAnswer(),
            asked.tenant(),
            new Name("spare"),
            asked.volume(),
            asked.purpose(),
            asked.kem(),
            asked.recipient(),
            asked.evidence(),
            List.of());

    HttpAnswer answer = guest.send(bent);

    assertThat(outcome(answer)).isEqualTo("403 denied");
    assertThat(operator.decision("acme", answer.json().getString("decision")).getString("reason"))
        .isEqualTo("snp.report_data.mismatch");
  }
}
