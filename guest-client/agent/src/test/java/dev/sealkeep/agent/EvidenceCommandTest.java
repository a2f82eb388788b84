package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.DeviceChoice;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.transcript.Transcript;
import dev.sealkeep.protocol.wire.LowerHex;
import dev.sealkeep.protocol.wire.Sha2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command from its arguments to its exit status, over devices that echo their request. */
final class EvidenceCommandTest {
  private final FakeDevices machine = new FakeDevices();
  private final FakeDevice device = new FakeDevice(Technology.AMD_SEV_SNP, true, false);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final Path directory;
  private final Path folder;

  EvidenceCommandTest(@TempDir Path directory) {
    this.directory = directory;
    this.folder = directory.resolve("evidence");
    machine.sources.add(device);
  }

  private ExitStatus evidence(String... options) throws Exception {
    out.reset();
    List<String> arguments = new ArrayList<>(List.of("evidence", "--directory", folder.toString()));
    arguments.addAll(List.of(options));
    try (PrintStream print = new PrintStream(messages, true, StandardCharsets.UTF_8)) {
      return Main.run(arguments, out, new Messages(print), machine, new FakeTiming());
    }
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void reportDataIsFilledUpWithZeros() throws Exception {
    assertThat(evidence("--report-data", "0aFF")).isEqualTo(ExitStatus.DONE);
    byte[] asked = Arrays.copyOf(new byte[] {10, -1}, 64);
    assertThat(folder.resolve("report.bin")).hasBinaryContent(asked);
    assertThat(files()).containsExactly("report.bin");
    assertThat(out()).contains("amd-sev-snp", LowerHex.encode(asked), folder.toString());
  }

  @Test
  void withoutReportDataFreshBytesAreTakenAndShown() throws Exception {
    assertThat(evidence()).isEqualTo(ExitStatus.DONE);
    byte[] first = Files.readAllBytes(folder.resolve("report.bin"));
    assertThat(out()).contains(LowerHex.encode(first));
    Files.delete(folder.resolve("report.bin"));
    assertThat(evidence()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readAllBytes(folder.resolve("report.bin"))).hasSize(64).isNotEqualTo(first);
  }

  @Test
  void auxiliaryBlobStandsBesideTheEvidence() throws Exception {
    device.auxiliary(new byte[] {1, 2, 3});
    assertThat(evidence()).isEqualTo(ExitStatus.DONE);
    assertThat(folder.resolve("auxiliary.bin")).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(files()).containsExactlyInAnyOrder("report.bin", "auxiliary.bin");
  }

  @Test
  void summaryIsOneJsonObjectOnRequest() throws Exception {
    assertThat(evidence("--report-data", "", "--output=json")).isEqualTo(ExitStatus.DONE);
    byte[] zeros = new byte[64];
    assertThat(out())
        .isEqualTo(
            """
            {"technology":"amd-sev-snp","directory":"%s","evidence_bytes":64,\
            "evidence_sha256":"%s","auxiliary_bytes":0,"report_data":"%s"}
            """
                .formatted(folder, LowerHex.encode(Sha2.sha256(zeros)), LowerHex.encode(zeros)));
  }

  @Test
  void folderWithFilesIsLeftAlone() throws Exception {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("report.bin"), "old");
    assertThat(evidence()).isEqualTo(ExitStatus.USAGE);
    assertThat(folder.resolve("report.bin")).hasContent("old");
    assertThat(device.collected()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "zz", "00 00"})
  void reportDataThatIsNoneIsRefused(String hex) throws Exception {
    assertThat(evidence("--report-data", hex)).isEqualTo(ExitStatus.USAGE);
    assertThat(evidence("--report-data", "00".repeat(65))).isEqualTo(ExitStatus.USAGE);
    assertThat(device.collected()).isZero();
  }

  @Test
  void technologyChoosesAmongDevices() throws Exception {
    FakeDevice simulated = new FakeDevice(Technology.SIMULATED_AMD_SEV_SNP, true, false);
    machine.sources.add(simulated);
    assertThat(evidence("--technology", "simulated-amd-sev-snp")).isEqualTo(ExitStatus.DONE);
    assertThat(simulated.collected()).isEqualTo(1);
    assertThat(device.collected()).isZero();
    assertThat(out()).contains("simulated-amd-sev-snp");
  }

  @Test
  void unknownTechnologyIsCorrected() throws Exception {
    assertThat(evidence("--technology", "amd-sev-sn")).isEqualTo(ExitStatus.USAGE);
    assertThat(messages()).contains("did you mean `amd-sev-snp`?");
  }

  @Test
  void deviceThatRefusesLeavesNothing() throws Exception {
    machine.sources.clear();
    machine.sources.add(new FakeDevice(Technology.AMD_SEV_SNP, true, true));
    assertThat(evidence()).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("the device is busy");
    assertThat(folder).doesNotExist();
    assertThat(files()).isEmpty();
  }

  @Test
  void absentDeviceSaysWhereItWasLookedFor() throws Exception {
    machine.sources.clear();
    machine.sources.add(new FakeDevice(Technology.AMD_SEV_SNP, false, false));
    assertThat(evidence("--tsm-path", "/tsm")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("/tsm", "/dev/sev-guest", "(device.absent)");
  }

  @Test
  void pathsReachTheDevices() throws Exception {
    assertThat(evidence("--device", "configfs-tsm", "--tsm-path=/a", "--sev-guest-path", "/b"))
        .isEqualTo(ExitStatus.DONE);
    assertThat(machine.settings)
        .isEqualTo(
            DeviceSettings.DEFAULT.withSnp(
                DeviceChoice.CONFIGFS_TSM, Path.of("/a"), Path.of("/b")));
    assertThat(evidence("--device", "tsm")).isEqualTo(ExitStatus.USAGE);
  }

  /** What `evidence verify` is told for each item is in the summary. */
  @Test
  void severalDevicesHaveAFolderEachAndTheLastBindsTheOthers() throws Exception {
    machine.sources.add(new FakeKeyedDevice(Technology.TPM2));
    assertThat(evidence("--technology", "amd-sev-snp+tpm2", "--report-data", "07"))
        .isEqualTo(ExitStatus.DONE);
    byte[] base = Arrays.copyOf(new byte[] {7}, 64);
    EvidenceItem quote = new EvidenceItem(Technology.TPM2, base, new byte[0]);
    byte[] outer = Transcript.outer(base, List.of(quote));
    assertThat(folder.resolve("tpm2/report.bin")).hasBinaryContent(base);
    assertThat(folder.resolve("tpm2/event-log-1.bin")).hasBinaryContent(new byte[] {4});
    assertThat(folder.resolve("amd-sev-snp/report.bin")).hasBinaryContent(outer);
    assertThat(files()).hasSize(3);
    assertThat(out())
        .containsSubsequence(
            "technology   tpm2",
            LowerHex.encode(base),
            "quoted data  " + LowerHex.encode(Sha2.sha256(base)),
            "technology   amd-sev-snp",
            folder.resolve("amd-sev-snp").toString(),
            LowerHex.encode(outer));
  }

  @Test
  void summaryOfSeveralItemsIsAListOfThem() throws Exception {
    machine.sources.add(new FakeDevice(Technology.INTEL_TDX, true, false));
    assertThat(evidence("--technology", "intel-tdx+amd-sev-snp", "--output=json"))
        .isEqualTo(ExitStatus.DONE);
    assertThat(out())
        .startsWith(
            "{\"directory\":\"%s\",\"items\":[{\"technology\":\"amd-sev-snp\",".formatted(folder))
        .contains("},{\"technology\":\"intel-tdx\",")
        .endsWith("\"}]}\n");
  }

  @Test
  void oneDeviceOfSeveralThatIsNotThereIsNamed() throws Exception {
    assertThat(evidence("--technology", "amd-sev-snp+tpm2")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("of amd-sev-snp+tpm2 no tpm2", "/dev/tpmrm0");
    assertThat(device.collected()).isZero();
    assertThat(folder).doesNotExist();
  }

  @Test
  void oneDeviceOfSeveralThatRefusesLeavesNothing() throws Exception {
    machine.sources.add(new FakeDevice(Technology.TPM2, true, true));
    assertThat(evidence("--technology", "tpm2+amd-sev-snp")).isEqualTo(ExitStatus.NO_EVIDENCE);
    assertThat(messages()).contains("the device is busy");
    assertThat(files()).isEmpty();
  }
}
