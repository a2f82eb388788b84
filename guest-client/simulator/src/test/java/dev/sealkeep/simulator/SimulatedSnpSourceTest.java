package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedSnpSourceTest {
  private static final GuestConfiguration CONFIGURATION =
      GuestConfiguration.of(TestInstallation.MEASUREMENT)
          .policy(0xB_0000L)
          .guestSvn(3)
          .hostData(TestInstallation.filled(32, 0x4A))
          .build();

  @TempDir Path directory;

  @Test
  void serviceLoaderFindsItAndItIsAbsentWithoutTheProperty() {
    List<EvidenceSource> sources =
        ServiceLoader.load(EvidenceSource.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(SimulatedSnpSource.class::isInstance)
            .toList();

    assertThat(sources).hasSize(1);
    assertThat(sources.getFirst().technology()).isEqualTo(Technology.SIMULATED_AMD_SEV_SNP);
    assertThat(sources.getFirst().present()).isFalse();
    assertThatThrownBy(() -> sources.getFirst().collect(new byte[64]))
        .isInstanceOf(EvidenceUnavailableException.class)
        .hasMessageContaining(SimulatedSnpSource.PROPERTY);
  }

  @Test
  void collectsAReportOfTheDescribedGuestWithItsChain() throws Exception {
    SnpInstallation installation = TestInstallation.of(Product.TURIN);
    TcbVersion tcb = TcbVersion.turin(1, 1, 0, 3, 70);
    installation.store(directory);
    SimulatedGuestFile.of(CONFIGURATION).withChip(7).withTcb(tcb).write(directory);

    EvidenceItem item = source().collect(TestInstallation.REPORT_DATA);

    SnpProcessor chip = installation.processor(7, tcb);
    assertThat(item.technology()).isEqualTo(Technology.SIMULATED_AMD_SEV_SNP);
    assertThat(ReportEditor.read(item.evidence(), ReportField.REPORT_DATA))
        .isEqualTo(TestInstallation.REPORT_DATA);
    assertThat(ReportEditor.read(item.evidence(), ReportField.HOST_DATA))
        .isEqualTo(CONFIGURATION.hostData());
    assertThat(ReportEditor.read(item.evidence(), ReportField.CHIP_ID)).startsWith(chip.chipId());
    assertThat(item.auxiliary()).isEqualTo(chip.certificateTable(SigningKey.VCEK).encode());
    assertThat(
            ReportTest.verifies(
                item.evidence(),
                TestInstallation.parse(chip.certificate(SigningKey.VCEK)).getPublicKey()))
        .isTrue();
  }

  @Test
  void crlBesideTheGuestStandsInTheTable() throws Exception {
    SnpInstallation installation = TestInstallation.of(Product.MILAN);
    installation.store(directory);
    SimulatedGuestFile.of(CONFIGURATION).withVlek(TestInstallation.PROVIDER).write(directory);
    byte[] crl =
        installation.crl(
            List.of(),
            TestInstallation.NOT_BEFORE,
            TestInstallation.NOT_BEFORE.plus(Duration.ofDays(30)));
    Files.write(directory.resolve(SimulatedGuestFile.CRL_FILE_NAME), crl);

    byte[] auxiliary = source().collect(TestInstallation.REPORT_DATA).auxiliary();

    assertThat(Arrays.copyOfRange(auxiliary, auxiliary.length - crl.length, auxiliary.length))
        .isEqualTo(crl);
  }

  @Test
  void faultsAreToldWithTheFile() throws Exception {
    assertThatThrownBy(() -> source().collect(new byte[64]))
        .isInstanceOf(EvidenceUnavailableException.class)
        .hasMessageContaining("no simulator installation");
    TestInstallation.of(Product.MILAN).store(directory);
    Files.writeString(
        directory.resolve(SimulatedGuestFile.FILE_NAME),
        "format = 1\nmeasurment = 00\nmeasurement = 00\n");
    assertThatThrownBy(() -> source().collect(new byte[64]))
        .isInstanceOf(EvidenceUnavailableException.class)
        .hasMessageContaining("unknown keys [measurment]");
    SimulatedGuestFile.of(CONFIGURATION).write(directory);
    assertThatThrownBy(() -> source().collect(new byte[63]))
        .isInstanceOf(EvidenceUnavailableException.class)
        .hasMessageContaining("64 bytes");
  }

  @Test
  void wrongValuesAreToldWithTheKey() throws Exception {
    String measurement = "format = 1\nmeasurement = " + "4d".repeat(48) + "\n";
    for (String wrong :
        List.of("mask_chip_id = yes", "chip = one", "report_version = 6", "vmpl = 4")) {
      Files.writeString(
          directory.resolve(SimulatedGuestFile.FILE_NAME), measurement + wrong + "\n");
      assertThatThrownBy(() -> SimulatedGuestFile.read(directory, Product.MILAN))
          .as(wrong)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(SimulatedGuestFile.FILE_NAME)
          .hasMessageContaining(wrong.substring(0, wrong.indexOf(' ')));
    }
  }

  @Test
  void runningGuestIsASourceOfItsOwn() throws Exception {
    SnpGuest guest = TestInstallation.guest(Product.GENOA);

    EvidenceItem before = GuestEvidenceSource.of(guest).collect(TestInstallation.REPORT_DATA);
    guest.processor().loadVlek(TestInstallation.PROVIDER);
    EvidenceItem after = GuestEvidenceSource.of(guest).collect(TestInstallation.REPORT_DATA);

    assertThat(before.auxiliary())
        .isEqualTo(guest.processor().certificateTable(SigningKey.VCEK).encode());
    assertThat(after.auxiliary())
        .isEqualTo(guest.processor().certificateTable(SigningKey.VLEK).encode());
    assertThat(after.evidence()).isEqualTo(guest.report(TestInstallation.REPORT_DATA));
    assertThatThrownBy(() -> new GuestEvidenceSource(guest, 4, List.of()).collect(new byte[64]))
        .isInstanceOf(EvidenceUnavailableException.class)
        .hasMessageContaining("VMPL 4");
  }

  @Test
  void guestFileReadsWhatItWrites() throws IOException {
    SimulatedGuestFile written =
        SimulatedGuestFile.of(CONFIGURATION)
            .withChip(9)
            .withTcb(TcbVersion.of(Product.GENOA, 1, 2, 3, 4))
            .withVlek("CN=cc-one.example")
            .withReportVersion(5);
    written.write(directory);

    assertThat(SimulatedGuestFile.read(directory, Product.GENOA))
        .usingRecursiveComparison()
        .isEqualTo(written);
  }

  @Test
  void loadedInstallationIsTheStoredOne() throws Exception {
    SnpInstallation stored = TestInstallation.of(Product.GENOA);
    stored.store(directory);
    SnpInstallation loaded = SnpInstallation.load(directory);

    assertThat(loaded.ark()).isEqualTo(stored.ark());
    assertThat(loaded.asvk()).isEqualTo(stored.asvk());
    assertThat(loaded.processor(3).certificate(SigningKey.VCEK))
        .isEqualTo(stored.processor(3).certificate(SigningKey.VCEK));
    assertThatThrownBy(() -> stored.store(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("already");
  }

  @Test
  void privateFilesAreTheOwnersAlone() throws Exception {
    TestInstallation.of(Product.MILAN).store(directory);
    for (String name : List.of("ark.key", "ask.key", "asvk.key", "seed.key")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void damagedInstallationIsRefused() throws Exception {
    TestInstallation.of(Product.MILAN).store(directory);
    Files.write(directory.resolve("seed.key"), new byte[31]);

    assertThatThrownBy(() -> SnpInstallation.load(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  private SimulatedSnpSource source() {
    return new SimulatedSnpSource(directory, TestInstallation.random("source"));
  }
}
