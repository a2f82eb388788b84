package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that wants a credential, between the challenge and the release. */
@Timeout(60)
final class ActivationExchangeTest {
  private static final Answer CREDENTIAL =
      new Answer(
          200, new ActivationAnswer(new byte[] {5}, new byte[] {6}, new byte[] {7}).encode());

  private final Guest guest;

  ActivationExchangeTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
    guest.devices.clear();
    guest.devices.add(new FakeKeyedDevice(Technology.SIMULATED_AMD_SEV_SNP));
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private ReleaseRequest request() {
    return ReleaseRequest.parse(guest.escrow.releaseBodies().getLast()).toOptional().orElseThrow();
  }

  @Test
  void credentialReachesTheDeviceAndItsProofAndLogsTheEscrow() throws Exception {
    guest.escrow.nextActivation(CREDENTIAL);
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(guest.escrow.activations())
        .singleElement()
        .isEqualTo(FakeKeyedDevice.REQUEST.encode());
    assertThat(request().evidence().getFirst().auxiliary()).containsExactly(7);
    assertThat(request().eventLogs().getFirst().kind()).isEqualTo("boot");
    assertThat(request().eventLogs().getFirst().log()).containsExactly(4);
  }

  /** The escrow may have enrolled the key, and an older one has no such path. */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 413})
  void escrowThatGivesNoCredentialIsShownTheEvidenceWithout(int status) throws Exception {
    guest.escrow.nextActivation(new Answer(status, new byte[0]));
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(request().evidence().getFirst().auxiliary()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void escrowThatIsBusyIsAskedAgainFromTheChallengeOn(int status) throws Exception {
    guest.escrow.nextActivation(new Answer(status, new byte[0]));
    guest.escrow.nextActivation(CREDENTIAL);
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(guest.escrow.challenges()).isEqualTo(2);
    assertThat(guest.escrow.activations()).hasSize(2);
    assertThat(guest.escrow.releases()).isEqualTo(1);
    assertThat(guest.timing.pauses()).hasSize(1);
  }

  /** Invariant 6. */
  @Test
  void escrowThatGaveNoCredentialIsThereIfItBreaksAfterwards() throws Exception {
    guest.escrow.nextActivation(new Answer(404, new byte[0]));
    guest.escrow.lieInReleases(_ -> new Answer(503, new byte[0]));
    assertThat(guest.get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.messages()).contains("did not decide", "gave no credential (404)");
  }

  @Test
  void escrowThatNeverHasTimeIsUnavailable() throws Exception {
    for (int i = 0; i < 100; i++) {
      guest.escrow.nextActivation(new Answer(503, new byte[0]));
    }
    assertThat(guest.get()).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(guest.escrow.releases()).isZero();
  }

  @Test
  void credentialThatIsNoneIsNotTrusted() throws Exception {
    guest.escrow.nextActivation(new Answer(200, "{}".getBytes(StandardCharsets.UTF_8)));
    guest.assertUntrusted(guest.get(), "answer.malformed");
    assertThat(guest.escrow.releases()).isZero();
  }

  @Test
  void answerThatIsTooLargeIsNotTrusted() throws Exception {
    guest.escrow.nextActivation(new Answer(200, new byte[(1 << 20) + 1]));
    guest.assertUntrusted(guest.get(), "answer.too_large");
  }
}
