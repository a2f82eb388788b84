package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.escrow.FakeEscrow.Answer;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several devices vouch for one guest. The escrow releases if the last item is over all others and
 * those are over the base, so that a release shows what was bound.
 */
final class CompositeEvidenceTest {
  private static final String BOTH = "simulated-amd-sev-snp+tpm2";

  private final Guest guest;
  private final FakeKeyedDevice tpm = new FakeKeyedDevice(Technology.TPM2);

  CompositeEvidenceTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
  }

  @BeforeEach
  void offer() {
    guest.technologies = BOTH;
    guest.escrow.answers().offerTechnologies("tpm2", "simulated-amd-sev-snp");
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private ReleaseRequest request() {
    return ReleaseRequest.parse(guest.escrow.releaseBodies().getLast()).toOptional().orElseThrow();
  }

  @Test
  void allItemsAreSentTheLeadAttestersLast() throws Exception {
    guest.devices.add(tpm);
    guest.escrow.nextActivation(
        new Answer(
            200, new ActivationAnswer(new byte[] {5}, new byte[] {6}, new byte[] {7}).encode()));
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(request().evidence())
        .extracting(EvidenceItem::technology)
        .containsExactly(Technology.TPM2, Technology.SIMULATED_AMD_SEV_SNP);
    assertThat(request().evidence().getFirst().auxiliary()).containsExactly(7);
    assertThat(request().eventLogs()).extracting(EventLog::kind).containsExactly("boot");
  }

  @Test
  void orderOfTheConfigurationSaysWhoLeads() throws Exception {
    guest.devices.addFirst(tpm);
    guest.technologies = "tpm2+simulated-amd-sev-snp";
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(request().evidence())
        .extracting(EvidenceItem::technology)
        .containsExactly(Technology.SIMULATED_AMD_SEV_SNP, Technology.TPM2);
  }

  @Test
  void absentDeviceIsNamedAndNothingIsAskedFor() throws Exception {
    assertThat(guest.get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages())
        .contains("of simulated-amd-sev-snp+tpm2 no tpm2", "(device.absent)");
    assertThat(guest.device.collected()).isZero();
    assertThat(guest.escrow.challenges()).isZero();
  }

  /** Less is sent only where the configuration says that less will do. */
  @Test
  void otherAlternativeServesWhereOneIsIncomplete() throws Exception {
    guest.technologies = BOTH + ", simulated-amd-sev-snp";
    guest.assertReleasedToStandardOutput(guest.get());
    assertThat(request().evidence()).hasSize(1);
  }

  @Test
  void deviceThatRefusesEndsTheRunWhicheverItIs() throws Exception {
    guest.devices.add(new FakeDevice(Technology.TPM2, true, true));
    assertThat(guest.get()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages()).contains("the device is busy");
    assertThat(guest.escrow.releases()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"tpm2", "simulated-amd-sev-snp", "intel-tdx"})
  void escrowThatAppraisesOneOfTwoIsShownNothing(String offered) throws Exception {
    guest.devices.add(tpm);
    guest.escrow.answers().offerTechnologies(offered);
    guest.assertUntrusted(guest.get(), "technology_not_offered");
    assertThat(guest.messages()).contains(BOTH);
    assertThat(guest.device.collected()).isZero();
  }

  @Test
  void storedEvidenceOfEachHasAFolderOfItsOwn() throws Exception {
    Path stored = guest.directory.resolve("stored");
    for (String tag : BOTH.split("\\+", -1)) {
      Files.createDirectories(stored.resolve(tag));
      Files.write(stored.resolve(tag).resolve("report.bin"), new byte[] {1});
    }
    Files.write(stored.resolve("tpm2/event-log-1.bin"), new byte[] {9});
    assertThat(guest.get("--evidence", stored.toString())).isEqualTo(ExitStatus.DENIED);
    assertThat(request().evidence()).hasSize(2);
    assertThat(request().eventLogs()).hasSize(1);
    Files.delete(stored.resolve("tpm2/report.bin"));
    assertThat(guest.get("--evidence", stored.toString())).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(guest.messages()).contains("tpm2/report.bin");
  }
}
