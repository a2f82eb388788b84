package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.agent.escrow.TestPki;
import dev.sealkeep.agent.volume.token.FallbackToken;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.Base64Url;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 6: when a volume in mode escrow-or-derived is opened without the escrow, and when not.
 */
final class FallbackTest {
  private final ModeLab lab;

  FallbackTest(@TempDir Path directory) throws Exception {
    lab = new ModeLab(directory, "escrow-or-derived");
  }

  @BeforeEach
  void enroll() throws Exception {
    lab.format();
    lab.guest.messages.reset();
    lab.reboot();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private VolumeToken opened() {
    return lab.mapper.opened.getLast();
  }

  private void assertFellBack() throws Exception {
    assertThat(lab.unlock()).as(lab.guest.messages()).isEqualTo(ExitStatus.DONE);
    assertThat(opened().source().derived()).isPresent();
    assertThat(opened().source().escrowed()).isEmpty();
  }

  /** Neither opened nor derived, and nothing remembered. */
  private void assertRefused(ExitStatus wanted) throws Exception {
    Path before = lab.lab.copy(lab.disk(), "before");
    int derived = lab.guest.machine.kernel.sevGuest.keyRequests.size();
    assertThat(lab.unlock()).as(lab.guest.messages()).isEqualTo(wanted);
    assertThat(lab.mapper.opened).isEmpty();
    assertThat(lab.guest.machine.kernel.sevGuest.keyRequests).hasSize(derived);
    assertThat(Files.mismatch(lab.disk(), before)).isEqualTo(-1);
  }

  private Optional<Fallbacks> remembered() throws Exception {
    List<FallbackToken> tokens =
        lab.lab.look(lab.disk(), volume -> FallbackToken.in(volume.header()));
    assertThat(tokens).hasSizeLessThan(2);
    return tokens.stream().map(FallbackToken::uses).findFirst();
  }

  private List<Optional<Fallbacks>> reported() {
    return lab.guest.escrow.releaseBodies().stream()
        .map(body -> ReleaseRequest.parse(body).toOptional().orElseThrow().fallbacks())
        .toList();
  }

  @Test
  void enrollWarnsThatThereIsNoRevocationAgainstTheHost() throws Exception {
    assertThat(
            lab.messagesOf(
                () ->
                    lab.assertDone(
                        "enroll",
                        lab.disk().toString(),
                        "--format",
                        "--erase",
                        "--backup",
                        lab.lab.path("second").toString())))
        .contains("warning:", "no revocation against the host");
    assertThat(lab.tokens()).hasSize(2);
    assertThat(lab.output())
        .contains("slot 0 opens with key version 3, decision", "TCB " + ModeLab.TCB_1);
  }

  @Test
  void escrowThatAnswersIsAskedAndNothingIsDerived() throws Exception {
    int derived = lab.guest.machine.kernel.sevGuest.keyRequests.size();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(opened().source().escrowed()).isPresent();
    assertThat(lab.guest.machine.kernel.sevGuest.keyRequests).hasSize(derived);
    assertThat(remembered()).isEmpty();
  }

  @Test
  void nobodyThereIsAReason() throws Exception {
    lab.escrowIs(false);
    assertFellBack();
    assertThat(lab.guest.messages())
        .contains("no escrow could be asked", "that this processor derives", "last report: 1.");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void brokenOrOverloadedEscrowIsAReason(int status) throws Exception {
    lab.guest.escrow.lieInChallenges(_ -> new Answer(status, new byte[0]));
    assertFellBack();
  }

  @Test
  void escrowThatBreaksAfterTheChallengeIsAReason() throws Exception {
    lab.guest.escrow.lieInReleases(_ -> new Answer(503, new byte[0]));
    assertFellBack();
  }

  @Test
  void denialIsFinal() throws Exception {
    lab.guest.escrow.lieInReleases(_ -> lab.guest.escrow.answers().denial());
    assertRefused(ExitStatus.DENIED);
  }

  /** Another endpoint that is away makes no reason of a denial. */
  @Test
  void denialByOneOfTwoIsFinal() throws Exception {
    String there = lab.guest.endpoints;
    lab.escrowIs(false);
    lab.guest.endpoints = lab.guest.endpoints + "," + there;
    lab.guest.escrow.lieInReleases(_ -> lab.guest.escrow.answers().denial());
    assertRefused(ExitStatus.DENIED);
  }

  @Test
  void escrowThatAsksForPatienceIsNoReason() throws Exception {
    lab.guest.escrow.lieInChallenges(_ -> new Answer(429, new byte[0]));
    assertRefused(ExitStatus.UNAVAILABLE);
    assertThat(lab.guest.messages()).contains("did not decide", "429");
  }

  /** It is there, whatever it has against the request. */
  @ParameterizedTest
  @CsvSource({"400, challenge-expired", "409, challenge-spent", "409, superseded"})
  void escrowThatWantsAnotherChallengeIsNoReason(int status, String code) throws Exception {
    String problem =
        "{\"type\":\"urn:sealkeep:problem:%s\",\"title\":\"no\",\"status\":%d}"
            .formatted(code, status);
    lab.guest.escrow.lieInReleases(
        _ -> new Answer(status, problem.getBytes(StandardCharsets.US_ASCII)));
    assertRefused(ExitStatus.UNAVAILABLE);
    assertThat(lab.guest.escrow.challenges()).as("tried again").isGreaterThan(2);
    assertThat(lab.guest.messages()).contains("did not decide", code);
  }

  /** Nor if another endpoint cannot be reached, or it breaks later. */
  @Test
  void escrowThatAskedForPatienceOnceIsNoReason() throws Exception {
    lab.guest.escrow.nextChallenge(new Answer(429, new byte[0]));
    lab.guest.escrow.lieInChallenges(_ -> new Answer(503, new byte[0]));
    assertRefused(ExitStatus.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 301, 400, 404, 413})
  void answerThatIsNoneIsNoReason(int status) throws Exception {
    lab.guest.escrow.lieInReleases(_ -> new Answer(status, new byte[] {'{'}));
    assertRefused(ExitStatus.UNTRUSTED);
  }

  @Test
  void badSyntaxIsNoReason() throws Exception {
    lab.guest.escrow.lieInChallenges(
        _ -> new Answer(200, "{}".getBytes(StandardCharsets.US_ASCII)));
    assertRefused(ExitStatus.UNTRUSTED);
    assertThat(lab.guest.messages()).contains("(answer.malformed)");
  }

  @Test
  void badCertificateIsNoReason() throws Exception {
    Files.writeString(lab.guest.directory.resolve("ca.pem"), new TestPki("127.0.0.1").pem());
    assertRefused(ExitStatus.UNTRUSTED);
    assertThat(lab.guest.messages()).contains("(tls.untrusted)");
  }

  @Test
  void badReceiptIsNoReason() throws Exception {
    lab.guest.escrow.answers().tagForNobody();
    assertRefused(ExitStatus.UNTRUSTED);
    assertThat(lab.guest.messages()).contains("(receipt.tag_mismatch)");
  }

  @Test
  void anotherLogIsNoReason() throws Exception {
    lab.guest.escrow.answers().certifyByStranger();
    assertRefused(ExitStatus.UNTRUSTED);
  }

  @Test
  void machineWithoutEvidenceIsNoReason() throws Exception {
    lab.guest.devices.clear();
    lab.guest.devices.add(new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, true));
    assertRefused(ExitStatus.NO_EVIDENCE);
    lab.guest.devices.clear();
    Files.delete(lab.lab.path("before"));
    assertRefused(ExitStatus.NO_EVIDENCE);
  }

  @Test
  void keyThatOpensNothingIsNoReason() throws Exception {
    lab.guest
        .escrow
        .answers()
        .release(
            "another key".repeat(2).getBytes(StandardCharsets.US_ASCII), EscrowAnswers.KEY_VERSION);
    assertRefused(ExitStatus.VOLUME_REFUSED);
    assertThat(lab.guest.messages()).contains("(token.mac)");
  }

  /** A host that takes the escrow's slot away gains no opening without it. */
  @Test
  void volumeWithoutTheEscrowsSlotIsStillAskedFor() throws Exception {
    int slot =
        lab.tokens().stream()
            .filter(t -> t.source().escrowed().isPresent())
            .findFirst()
            .orElseThrow()
            .keyslot();
    lab.lab.cryptsetup(new byte[0], "luksKillSlot", lab.disk().toString(), Integer.toString(slot));
    lab.lab.cryptsetup(new byte[0], "token", "remove", "--token-id", "0", lab.disk().toString());
    lab.guest.escrow.lieInReleases(_ -> lab.guest.escrow.answers().denial());
    assertRefused(ExitStatus.DENIED);
  }

  /** The configuration is what counts, not what the disk offers. */
  @Test
  void slotThatIsDerivedIsNotUsedInModeEscrow() throws Exception {
    lab.guest.more.replaceAll(line -> line.startsWith("mode") ? "mode = escrow" : line);
    lab.escrowIs(false);
    assertRefused(ExitStatus.UNAVAILABLE);
    lab.guest.more.replaceAll(line -> line.startsWith("mode") ? "mode = derived" : line);
    assertThat(lab.unlock()).as("the escrow's settings").isEqualTo(ExitStatus.USAGE);
  }

  /** Going back to mode escrow takes the processor's slot away. */
  @Test
  void rotateRemovesSlotsThatTheModeHasNotAnyMore() throws Exception {
    lab.guest.more.replaceAll(line -> line.startsWith("mode") ? "mode = escrow" : line);
    lab.assertDone("rotate", lab.disk().toString());
    assertThat(lab.tokens()).hasSize(1);
    assertThat(lab.tokens().getFirst().source().escrowed()).isPresent();
    lab.assertPassphraseOpens();
  }

  @Test
  void usesAreRememberedAndReportedOnce() throws Exception {
    lab.escrowIs(false);
    long first = lab.boot().now();
    assertFellBack();
    lab.boot().pass(Duration.ofHours(5));
    assertFellBack();
    Fallbacks two = new Fallbacks(2, first, first + 5 * 3600);
    assertThat(remembered()).contains(two);
    lab.guest.out.reset();
    assertThat(lab.guest.status(lab.disk())).isEqualTo(ExitStatus.DONE);
    assertThat(lab.output()).contains("opened without the escrow, uses 2");

    lab.escrowIs(true);
    lab.guest.escrow.releaseBodies().clear();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(opened().source().escrowed()).isPresent();
    assertThat(remembered()).isEmpty();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(reported()).containsExactly(Optional.of(two), Optional.empty());
  }

  @Test
  void deniedReportIsRememberedOn() throws Exception {
    lab.escrowIs(false);
    assertFellBack();
    lab.escrowIs(true);
    lab.guest.escrow.nextRelease(lab.guest.escrow.answers().denial());
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DENIED);
    assertThat(remembered()).isPresent();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(remembered()).isEmpty();
  }

  /** A receipt that leaves the report out is none. */
  @Test
  void reportThatIsNotInTheLogIsRememberedOn() throws Exception {
    lab.escrowIs(false);
    assertFellBack();
    lab.escrowIs(true);
    lab.guest.escrow.answers().lieInEntry(FallbackTest::withoutReport);
    assertThat(lab.unlock()).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(remembered()).isPresent();
  }

  private static Entry.Release withoutReport(Entry.Release entry) {
    return new Entry.Release(
        entry.header(),
        entry.decision().withFallbacks(Optional.empty()),
        entry.keyVersion(),
        entry.kem(),
        entry.sealed());
  }

  /** In the running system, without another boot. */
  @Test
  void renewReportsTooAndAfterANewImage() throws Exception {
    lab.escrowIs(false);
    assertFellBack();
    Optional<Fallbacks> once = remembered();
    lab.assertRenewed("unchanged");
    assertThat(remembered()).as("nobody to tell").isEqualTo(once);
    lab.escrowIs(true);
    lab.image("image 2");
    lab.guest.escrow.releaseBodies().clear();
    assertThat(lab.opened()).isPositive();
    assertThat(opened().source().escrowed()).isPresent();
    assertThat(reported()).as("not provable yet").containsExactly(Optional.empty());
    assertThat(remembered()).isEqualTo(once);
    lab.guest.escrow.releaseBodies().clear();
    assertThat(lab.messagesOf(() -> lab.assertRenewed("renewed"))).contains("told the escrow");
    assertThat(reported()).containsExactly(Optional.empty(), once);
    assertThat(remembered()).isEmpty();
  }

  /** What a host makes up is neither reported nor counted on. */
  @Test
  void memoryThatTheHostMadeUpIsNotReported() throws Exception {
    importToken(99, "A".repeat(43));
    lab.guest.escrow.releaseBodies().clear();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(reported()).containsExactly(Optional.empty());
    assertThat(remembered()).as("thrown away").isEmpty();
    importToken(99, "A".repeat(43));
    lab.escrowIs(false);
    assertFellBack();
    assertThat(remembered()).map(Fallbacks::count).contains(1);
  }

  /** Nor is a true one that the host changed. */
  @Test
  void memoryThatTheHostChangedIsNotReported() throws Exception {
    lab.escrowIs(false);
    assertFellBack();
    List<FallbackToken> token =
        lab.lab.look(lab.disk(), volume -> FallbackToken.in(volume.header()));
    String mac = Base64Url.encode(token.getFirst().mac());
    lab.lab.cryptsetup(
        new byte[0],
        "token",
        "remove",
        "--token-id",
        Integer.toString(token.getFirst().number()),
        lab.disk().toString());
    importToken(7, mac);
    lab.escrowIs(true);
    lab.guest.escrow.releaseBodies().clear();
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    assertThat(reported()).containsExactly(Optional.empty());
  }

  private void importToken(int count, String mac) throws Exception {
    Path json =
        Files.writeString(
            lab.lab.path("memory.json"),
            """
            {"type":"sealkeep-fallbacks","keyslots":[],"format":1,"count":%d,\
            "first":1790000000,"last":1790000000,"mac":"%s"}\
            """
                .formatted(count, mac));
    lab.lab.cryptsetup(
        new byte[0], "token", "import", "--json-file", json.toString(), lab.disk().toString());
  }

  /** Nor does one that cannot be read keep the volume shut. */
  @Test
  void memoryThatDoesNotReadIsAsGoodAsNone() throws Exception {
    Path json =
        Files.writeString(
            lab.lab.path("memory.json"),
            "{\"type\":\"sealkeep-fallbacks\",\"keyslots\":[],\"count\":\"x\"}");
    lab.lab.cryptsetup(
        new byte[0], "token", "import", "--json-file", json.toString(), lab.disk().toString());
    assertThat(lab.unlock()).isEqualTo(ExitStatus.DONE);
    lab.escrowIs(false);
    assertFellBack();
    assertThat(remembered()).map(Fallbacks::count).contains(1);
  }

  /** The open volume matters more than the memory of how it came to be open. */
  @Test
  void volumeStaysOpenIfTheMemoryCannotBeWritten() throws Exception {
    lab.escrowIs(false);
    lab.lab.edit(
        lab.disk(),
        _ -> {
          assertFellBack();
          return true;
        });
    assertThat(lab.guest.messages()).contains("does not remember", "(disk.busy)");
  }

  /**
   * With `extend`, a volume that was opened without the escrow is used up for this boot as well.
   */
  @Test
  void registerIsExtendedBeforeAFallbackToo() throws Exception {
    lab.guest.more.add("extend = tpm:15");
    lab.escrowIs(false);
    assertFellBack();
    assertThat(lab.guest.machine.extended).hasSize(1);
  }
}
