package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.FakeEscrow;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.agent.escrow.TestPki;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.message.ProblemDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are absent, busy, strange or final. */
final class EndpointTest {
  private final Guest guest;

  EndpointTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void denialIsFinalAndNamesDecision() throws Exception {
    try (FakeEscrow second = new FakeEscrow(Guest.PKI)) {
      guest.endpoints = guest.escrow.uri() + "," + second.uri();
      guest.escrow.nextRelease(guest.escrow.answers().denial());
      assertThat(guest.get()).isEqualTo(ExitStatus.DENIED);
      assertThat(guest.messages()).contains(guest.escrow.answers().decision().toString());
      assertThat(guest.escrow.releases()).isEqualTo(1);
      assertThat(second.challenges()).isZero();
    }
  }

  @Test
  void denialWithoutProblemDocumentIsFinalToo() throws Exception {
    guest.escrow.nextRelease(new Answer(403, new byte[0]));
    assertThat(guest.get()).isEqualTo(ExitStatus.DENIED);
    assertThat(guest.escrow.releases()).isEqualTo(1);
  }

  @Test
  void waitsAsLongAsBusyServerAsksAndTriesAgain() throws Exception {
    guest.escrow.nextChallenge(new Answer(503, new byte[0], "7"));
    guest.escrow.nextRelease(new Answer(503, new byte[0]));
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(guest.timing.pauses()).hasSize(2);
    assertThat(guest.timing.pauses().getFirst()).isEqualTo(Duration.ofSeconds(7));
    assertThat(guest.timing.pauses().getLast())
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(guest.escrow.challenges()).isEqualTo(3);
  }

  private static Answer problem(int status, String code, String retryAfter) {
    ProblemDocument problem =
        new ProblemDocument(code, "A problem", status, Optional.empty(), Optional.empty());
    return new Answer(status, problem.encode(), retryAfter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overloaded", "collateral-unavailable"})
  void whatAServerDidNotDecideIsSentAgainAsItIs(String code) throws Exception {
    guest.escrow.nextRelease(problem(503, code, "20"));
    guest.escrow.nextRelease(problem(503, code, "30"));

    guest.assertReleasedToStandardOutput(guest.get());

    assertThat(guest.timing.pauses())
        .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(guest.escrow.challenges()).isEqualTo(1);
    assertThat(guest.escrow.releaseBodies()).hasSize(3).allMatch(this::isTheFirst);
  }

  private boolean isTheFirst(byte[] body) {
    return Arrays.equals(body, guest.escrow.releaseBodies().getFirst());
  }

  @Test
  void aChallengeThatWouldBeTooOldByThenIsNotKept() throws Exception {
    guest.more.add("deadline = 10m");
    guest.escrow.nextRelease(problem(503, "overloaded", "40"));
    guest.escrow.nextRelease(problem(503, "overloaded", "20"));
    guest.escrow.nextRelease(problem(503, "overloaded", "59"));

    guest.assertReleasedToStandardOutput(guest.get());

    List<byte[]> bodies = guest.escrow.releaseBodies();
    assertThat(guest.escrow.challenges()).isEqualTo(2);
    assertThat(bodies).hasSize(4);
    assertThat(bodies.get(1)).as("40 s old").isEqualTo(bodies.get(0));
    assertThat(bodies.get(2)).as("60 s later").isNotEqualTo(bodies.get(1));
    assertThat(bodies.get(3)).as("59 s old").isEqualTo(bodies.get(2));
  }

  @Test
  void whatIsRefusedWhenItIsSentAgainIsMadeAnew() throws Exception {
    guest.escrow.nextRelease(problem(503, "overloaded", "5"));
    guest.escrow.nextRelease(problem(400, "challenge-invalid", ""));

    guest.assertReleasedToStandardOutput(guest.get());

    assertThat(guest.escrow.challenges()).isEqualTo(2);
    assertThat(guest.escrow.releases()).isEqualTo(3);
  }

  @Test
  void aDenialOfWhatWasSentAgainIsFinal() throws Exception {
    guest.escrow.nextRelease(problem(503, "overloaded", "5"));
    guest.escrow.nextRelease(guest.escrow.answers().denial());

    assertThat(guest.get()).isEqualTo(ExitStatus.DENIED);
    assertThat(guest.escrow.releases()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"not-ready", "store-unavailable", "releases-held", "deadline"})
  void whatAServerMayHaveLookedAtIsNotSentAgain(String code) throws Exception {
    guest.escrow.nextRelease(problem(503, code, "5"));

    guest.assertReleasedToStandardOutput(guest.get());

    assertThat(guest.escrow.challenges()).isEqualTo(2);
  }

  @Test
  void whatOneHasShedIsSentToTheNextAtOnce() throws Exception {
    try (FakeEscrow second = new FakeEscrow(Guest.PKI)) {
      guest.endpoints = guest.escrow.uri() + "," + second.uri();
      guest.escrow.nextRelease(problem(503, "overloaded", "9"));
      second.nextRelease(problem(503, "overloaded", "9"));

      guest.assertReleasedToStandardOutput(guest.get());

      assertThat(guest.escrow.challenges()).isEqualTo(1);
      assertThat(guest.escrow.releaseBodies()).hasSize(2).allMatch(this::isTheFirst);
      assertThat(second.challenges()).isZero();
      assertThat(second.releaseBodies()).hasSize(1).allMatch(this::isTheFirst);
      assertThat(guest.timing.pauses()).containsExactly(Duration.ofSeconds(9));
    }
  }

  @Test
  void anEndpointOfAnotherLogGetsAChallengeOfItsOwn() throws Exception {
    try (FakeEscrow stranger = new FakeEscrow(Guest.PKI)) {
      guest.endpoints = guest.escrow.uri() + "," + stranger.uri();
      guest.escrow.nextRelease(problem(503, "overloaded", "9"));
      stranger.nextRelease(problem(400, "challenge-invalid", ""));

      guest.assertReleasedToStandardOutput(guest.get());

      assertThat(stranger.challenges()).isEqualTo(1);
      assertThat(guest.escrow.challenges()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"400, challenge-expired", "409, challenge-spent", "409, superseded"})
  void problemsThatAnotherChallengeCuresEndNothing(int status, String code) throws Exception {
    guest.escrow.nextRelease(problem(status, code, ""));

    guest.assertReleasedToStandardOutput(guest.get());

    assertThat(guest.escrow.challenges()).isEqualTo(2);
  }

  @Test
  void gives503UpAtTheDeadline() throws Exception {
    guest.more.add("deadline = 20s");
    for (int i = 0; i < 40; i++) {
      guest.escrow.nextChallenge(new Answer(503, new byte[0]));
    }
    assertThat(guest.get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.messages()).contains("answered 503");
    Duration waited = guest.timing.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(20));
  }

  @Test
  void doesNotWaitPastItsDeadline() throws Exception {
    guest.more.add("deadline = 30s");
    guest.escrow.nextChallenge(new Answer(503, new byte[0], "31"));
    assertThat(guest.get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.timing.pauses()).isEmpty();
  }

  @Test
  void goesOnToNextEndpointWhenOneIsUnreachable() throws Exception {
    guest.endpoints = "https://127.0.0.1:" + closedPort() + "," + guest.escrow.uri();
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(guest.timing.pauses()).isEmpty();
  }

  @Test
  void unreachableEndpointIsUnavailable() throws Exception {
    guest.endpoints = "https://127.0.0.1:" + closedPort();
    assertThat(guest.get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.timing.pauses()).hasSizeGreaterThan(5);
  }

  @Test
  void silentServerIsUnavailableAtTheDeadline() throws Exception {
    guest.more.add("deadline = 700ms");
    guest.escrow.fallSilent();
    assertThat(guest.get(Timing.SYSTEM)).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.messages()).contains(guest.escrow.uri() + ": no answer");
  }

  @Test
  void asksNextEndpointBesideOneThatIsSilent() throws Exception {
    try (FakeEscrow silent = new FakeEscrow(Guest.PKI)) {
      silent.fallSilent();
      guest.endpoints = silent.uri() + "," + guest.escrow.uri();
      guest.more.add("deadline = 20s");
      guest.assertReleasedToStandardOutput(guest.get(Timing.SYSTEM));
      assertThat(silent.challenges()).isEqualTo(1);
    }
  }

  @Test
  void goesOnToNextEndpointWhenOneLies() throws Exception {
    try (FakeEscrow liar = new FakeEscrow(Guest.PKI)) {
      guest.endpoints = liar.uri() + "," + guest.escrow.uri();
      guest.assertReleasedToStandardOutput(guest.get());
      assertThat(liar.challenges()).isEqualTo(1);
    }
  }

  @Test
  void lieOutweighsAbsence() throws Exception {
    guest.endpoints = guest.escrow.uri() + ",https://127.0.0.1:" + closedPort();
    guest.escrow.answers().certifyByStranger();
    assertThat(guest.get()).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(guest.escrow.challenges()).isEqualTo(1);
  }

  @Test
  void refusesCertificateOfAnotherAuthority() throws Exception {
    Files.writeString(guest.directory.resolve("ca.pem"), new TestPki("127.0.0.1").pem());
    guest.assertUntrusted(guest.get(), "tls.untrusted");
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void refusesCertificateOfAnotherHost() throws Exception {
    TestPki elsewhere = new TestPki("127.0.0.9");
    Files.writeString(guest.directory.resolve("ca.pem"), elsewhere.pem());
    try (FakeEscrow stranger = new FakeEscrow(elsewhere)) {
      guest.endpoints = stranger.uri().toString();
      assertThat(guest.get()).isEqualTo(ExitStatus.UNTRUSTED);
      assertThat(guest.messages()).contains("(tls.untrusted)");
      assertThat(stranger.challenges()).isZero();
    }
  }

  @Test
  void otherRefusalsAreNotRepeated() throws Exception {
    guest.escrow.nextRelease(new Answer(413, new byte[0]));
    guest.assertUntrusted(guest.get(), "request.refused");
    assertThat(guest.escrow.releases()).isEqualTo(1);
  }

  @Test
  void authorityFileWithoutCertificateIsUnusable() throws Exception {
    Files.writeString(guest.directory.resolve("ca.pem"), "nothing\n");
    assertThat(guest.get()).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("`ca`");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
