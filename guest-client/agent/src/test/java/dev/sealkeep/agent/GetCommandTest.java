package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.agent.escrow.TestPki;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Technology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from its arguments to its exit status, over TLS. */
final class GetCommandTest {
  private static final TestPki PKI = new TestPki("127.0.0.1");

  @TempDir Path directory = Path.of("");

  private final FakeEscrow escrow = new FakeEscrow(PKI);
  private final FakeTiming timing = new FakeTiming();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final FakeDevice device = new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, false);
  private final List<EvidenceSource> devices = new ArrayList<>(List.of(device));
  private final List<String> more = new ArrayList<>();
  private String endpoints = escrow.uri().toString();

  @BeforeEach
  void writeAuthority() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), PKI.pem());
  }

  @AfterEach
  void closeEscrow() {
    escrow.close();
  }

  private ExitStatus get(String... options) throws Exception {
    return get(timing, options);
  }

  private ExitStatus get(Timing clock, String... options) throws Exception {
    Path config = directory.resolve("guest.properties");
    Files.writeString(
        config,
        """
        endpoints = %s
        ca = ca.pem
        log_root = %s
        tenant = acme
        tenant_pin = %s
        key = payments
        volume = root
        technologies = amd-sev-snp, simulated-amd-sev-snp
        %s
        """
            .formatted(
                endpoints,
                escrow.answers().logRoot(),
                escrow.answers().tenantPin(),
                String.join("\n", more)));
    List<String> arguments = new ArrayList<>(List.of("get", "--config", config.toString()));
    arguments.addAll(List.of(options));
    try (PrintStream print = new PrintStream(messages, true, StandardCharsets.UTF_8)) {
      GetCommand command = new GetCommand(out, print, () -> devices, clock);
      return Main.run(arguments, command, print);
    }
  }

  private String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }

  private void assertReleasedToStandardOutput(ExitStatus status) {
    assertThat(messages()).contains("released key version 3");
    assertThat(status).isEqualTo(ExitStatus.RELEASED);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(EscrowAnswers.KEY);
    assertThat(messages()).doesNotContain(EscrowAnswers.KEY);
  }

  private void assertUntrusted(ExitStatus status, String code) {
    assertThat(messages()).contains("(" + code + ")").contains(escrow.uri().toString());
    assertThat(status).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(out.size()).isZero();
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void writesKeyToStandardOutputAndNothingElse() throws Exception {
    assertReleasedToStandardOutput(get("--output", "-"));
    assertThat(messages())
        .contains(escrow.answers().decision().toString())
        .contains("leaf 0 in a log of 1");
    assertThat(device.collected()).isEqualTo(1);
  }

  @Test
  void writesKeyToPrivateFile() throws Exception {
    Path file = directory.resolve("key");
    assertThat(get("--output=" + file)).isEqualTo(ExitStatus.RELEASED);
    assertThat(file).hasContent(EscrowAnswers.KEY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(out.size()).isZero();
  }

  @Test
  void denialIsFinalAndNamesDecision() throws Exception {
    try (FakeEscrow second = new FakeEscrow(PKI)) {
      endpoints = escrow.uri() + "," + second.uri();
      escrow.nextRelease(escrow.answers().denial());
      assertThat(get()).isEqualTo(ExitStatus.DENIED);
      assertThat(messages()).contains(escrow.answers().decision().toString());
      assertThat(escrow.releases()).isEqualTo(1);
      assertThat(second.challenges()).isZero();
    }
  }

  @Test
  void denialWithoutProblemDocumentIsFinalToo() throws Exception {
    escrow.nextRelease(new Answer(403, new byte[0]));
    assertThat(get()).isEqualTo(ExitStatus.DENIED);
    assertThat(escrow.releases()).isEqualTo(1);
  }

  @Test
  void refusesUncertifiedLogKeyBeforeItAsksItsDevice() throws Exception {
    escrow.answers().certifyByStranger();
    assertUntrusted(get(), "receipt.log_key_uncertified");
    assertThat(device.collected()).isZero();
    assertThat(escrow.releases()).isZero();
  }

  @Test
  void refusesMalformedChallenge() throws Exception {
    escrow.lieInChallenges(replacing("\"kems\":", "\"x\":1,\"kems\":"));
    assertUntrusted(get(), "answer.malformed");
    assertThat(messages()).contains("json.unknown_member");
    assertThat(escrow.challenges()).isEqualTo(1);
  }

  @Test
  void refusesMalformedRelease() throws Exception {
    escrow.lieInReleases(replacing("\"key_version\":3", "\"key_version\":3,\"key_version\":3"));
    assertUntrusted(get(), "answer.malformed");
    assertThat(escrow.releases()).isEqualTo(1);
  }

  @Test
  void refusesAnswerPastItsLimit() throws Exception {
    escrow.nextChallenge(new Answer(200, new byte[MessageLimits.BODY_BYTES + 1]));
    assertUntrusted(get(), "answer.too_large");
  }

  @Test
  void refusesIndexThatIsNotTheLeafs() throws Exception {
    escrow.lieInReleases(replacing("index 0", "index 1"));
    assertUntrusted(get(), "receipt.inclusion_invalid");
  }

  @Test
  void refusesProofOfAnotherLog() throws Exception {
    escrow.lieInReleases(replacing("log.test/sealkeep", "log.test/somewhere"));
    assertUntrusted(get(), "receipt.checkpoint_invalid");
  }

  @Test
  void refusesChangedKeyVersion() throws Exception {
    escrow.lieInReleases(replacing("\"key_version\":3", "\"key_version\":4"));
    assertUntrusted(get(), "receipt.entry_mismatch.key_version");
  }

  @Test
  void refusesEntryOfAnotherTenant() throws Exception {
    escrow
        .answers()
        .lieInEntry(
            entry ->
                new Entry.Release(
                    new Entry.Header(entry.id(), 1, "other"),
                    entry.decision(),
                    entry.keyVersion(),
                    entry.kem(),
                    entry.sealed()));
    assertUntrusted(get(), "receipt.entry_mismatch.tenant");
  }

  @Test
  void refusesCiphertextThatIsNotTheLoggedOne() throws Exception {
    escrow.lieInReleases(
        answer -> {
          String body = new String(answer.body(), StandardCharsets.UTF_8);
          int at = body.indexOf("\"ciphertext\":\"") + 20;
          char other = body.charAt(at) == 'A' ? 'B' : 'A';
          String changed = body.substring(0, at) + other + body.substring(at + 1);
          return new Answer(200, changed.getBytes(StandardCharsets.UTF_8));
        });
    assertUntrusted(get(), "receipt.ciphertext_mismatch");
  }

  @Test
  void refusesCiphertextThatDoesNotOpen() throws Exception {
    escrow
        .answers()
        .damageSealing(
            bytes -> {
              bytes[bytes.length - 1] ^= 1;
              return bytes;
            });
    assertUntrusted(get(), "receipt.decryption_failed");
  }

  @Test
  void refusesLeafTaggedForNobody() throws Exception {
    escrow.answers().tagForNobody();
    assertUntrusted(get(), "receipt.tag_mismatch");
  }

  @Test
  void refusesKemsWeakerThanConfigured() throws Exception {
    escrow.answers().offerKems(Kem.X25519.id());
    assertUntrusted(get(), "kem_too_weak");
    assertThat(device.collected()).isZero();
  }

  @Test
  void takesWeakerKemWhereConfigurationAllows() throws Exception {
    more.add("min_kem = x25519");
    escrow.answers().offerKems(Kem.X25519.id());
    assertReleasedToStandardOutput(get());
  }

  @Test
  void takesStrongestKemWhateverTheOrderOfOffers() throws Exception {
    more.add("min_kem = x25519");
    escrow.answers().offerKems(Kem.X25519.id(), Kem.X_WING.id());
    escrow
        .answers()
        .lieInEntry(
            entry -> {
              assertThat(entry.kem()).isEqualTo(Kem.X_WING);
              return entry;
            });
    assertReleasedToStandardOutput(get());
  }

  @Test
  void refusesServerWithoutItsTechnology() throws Exception {
    escrow.answers().offerTechnologies("amd-sev-snp", "intel-tdx");
    assertUntrusted(get(), "technology_not_offered");
    assertThat(device.collected()).isZero();
  }

  @Test
  void prefersTechnologyThatConfigurationNamesFirst() throws Exception {
    FakeDevice real = new FakeDevice(Technology.AMD_SEV_SNP, true, false);
    devices.add(real);
    escrow.answers().offerTechnologies("simulated-amd-sev-snp", "amd-sev-snp");
    assertReleasedToStandardOutput(get());
    assertThat(real.collected()).isEqualTo(1);
    assertThat(device.collected()).isZero();
  }

  @Test
  void waitsAsLongAsBusyServerAsksAndTriesAgain() throws Exception {
    escrow.nextChallenge(new Answer(503, new byte[0], "7"));
    escrow.nextRelease(new Answer(503, new byte[0]));
    assertReleasedToStandardOutput(get());
    assertThat(timing.pauses()).hasSize(2);
    assertThat(timing.pauses().getFirst()).isEqualTo(Duration.ofSeconds(7));
    assertThat(timing.pauses().getLast()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(escrow.challenges()).isEqualTo(3);
  }

  @Test
  void gives503UpAtTheDeadline() throws Exception {
    more.add("deadline = 20s");
    for (int i = 0; i < 40; i++) {
      escrow.nextChallenge(new Answer(503, new byte[0]));
    }
    assertThat(get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(messages()).contains("answered 503");
    Duration waited = timing.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(20));
  }

  @Test
  void doesNotWaitPastItsDeadline() throws Exception {
    more.add("deadline = 30s");
    escrow.nextChallenge(new Answer(503, new byte[0], "31"));
    assertThat(get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void goesOnToNextEndpointWhenOneIsUnreachable() throws Exception {
    endpoints = "https://127.0.0.1:" + closedPort() + "," + escrow.uri();
    assertReleasedToStandardOutput(get());
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void unreachableEndpointIsUnavailable() throws Exception {
    endpoints = "https://127.0.0.1:" + closedPort();
    assertThat(get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(timing.pauses()).hasSizeGreaterThan(5);
  }

  @Test
  void silentServerIsUnavailableAtTheDeadline() throws Exception {
    more.add("deadline = 700ms");
    escrow.fallSilent();
    assertThat(get(Timing.SYSTEM)).isEqualTo(ExitStatus.UNAVAILABLE);
  }

  @Test
  void goesOnToNextEndpointWhenOneLies() throws Exception {
    try (FakeEscrow liar = new FakeEscrow(PKI)) {
      endpoints = liar.uri() + "," + escrow.uri();
      assertReleasedToStandardOutput(get());
      assertThat(liar.challenges()).isEqualTo(1);
    }
  }

  @Test
  void lieOutweighsAbsence() throws Exception {
    endpoints = escrow.uri() + ",https://127.0.0.1:" + closedPort();
    escrow.answers().certifyByStranger();
    assertThat(get()).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(escrow.challenges()).isEqualTo(1);
  }

  @Test
  void refusesCertificateOfAnotherAuthority() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), new TestPki("127.0.0.1").pem());
    assertUntrusted(get(), "tls.untrusted");
    assertThat(escrow.challenges()).isZero();
  }

  @Test
  void refusesCertificateOfAnotherHost() throws Exception {
    TestPki elsewhere = new TestPki("127.0.0.9");
    Files.writeString(directory.resolve("ca.pem"), elsewhere.pem());
    try (FakeEscrow stranger = new FakeEscrow(elsewhere)) {
      endpoints = stranger.uri().toString();
      assertThat(get()).isEqualTo(ExitStatus.UNTRUSTED);
      assertThat(messages()).contains("(tls.untrusted)");
      assertThat(stranger.challenges()).isZero();
    }
  }

  @Test
  void otherRefusalsAreNotRepeated() throws Exception {
    escrow.nextRelease(new Answer(413, new byte[0]));
    assertUntrusted(get(), "request.refused");
    assertThat(escrow.releases()).isEqualTo(1);
  }

  @Test
  void withoutDeviceNothingIsSent() throws Exception {
    devices.clear();
    devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, false, false));
    assertThat(get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(escrow.challenges()).isZero();
  }

  @Test
  void deviceThatRefusesEndsTheRun() throws Exception {
    devices.clear();
    devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, true));
    assertThat(get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("the device is busy");
    assertThat(escrow.releases()).isZero();
  }

  @Test
  void storedEvidenceIsSentAndDenied() throws Exception {
    Path stored = Files.createDirectory(directory.resolve("stored"));
    Files.write(stored.resolve("report.bin"), new byte[1184]);
    escrow.answers().offerTechnologies("amd-sev-snp");
    assertThat(get("--evidence", stored.toString())).isEqualTo(ExitStatus.DENIED);
    assertThat(device.collected()).isZero();
    assertThat(get("--evidence", stored.resolve("report.bin").toString()))
        .isEqualTo(ExitStatus.DENIED);
    assertThat(get("--evidence", stored.resolve("missing").toString()))
        .isEqualTo(ExitStatus.NO_EVIDENCE);
  }

  @Test
  void unusableOutputIsFoundBeforeTheKeyIsAsked() throws Exception {
    assertThat(get("--output", directory.resolve("no/such/key").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(get("--output", directory.toString())).isEqualTo(ExitStatus.USAGE);
    assertThat(escrow.challenges()).isZero();
  }

  @Test
  void authorityFileWithoutCertificateIsUnusable() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), "nothing\n");
    assertThat(get()).isEqualTo(ExitStatus.USAGE);
    assertThat(messages()).contains("`ca`");
  }

  private static UnaryOperator<Answer> replacing(String from, String to) {
    return answer -> {
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(body).contains(from);
      return new Answer(answer.status(), body.replace(from, to).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
