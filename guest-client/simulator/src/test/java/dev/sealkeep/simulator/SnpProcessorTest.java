package dev.sealkeep.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnpProcessorTest {
  private static final SnpInstallation GENOA = TestInstallation.of(Product.GENOA);
  private static final TcbVersion OLD = TcbVersion.of(Product.GENOA, 9, 0, 20, 70);
  private static final TcbVersion NEW = TcbVersion.of(Product.GENOA, 10, 0, 25, 84);
  private static final FirmwareVersion VERSION = new FirmwareVersion(1, 56, 1);

  @Test
  void vcekIsAFunctionOfChipAndTcb() {
    byte[] key = GENOA.processor(1).vcek(OLD).publicKeyInfo();

    assertThat(GENOA.processor(1, NEW).vcek(OLD).publicKeyInfo()).isEqualTo(key);
    assertThat(GENOA.processor(1).vcek(NEW).publicKeyInfo()).isNotEqualTo(key);
    assertThat(GENOA.processor(2).vcek(OLD).publicKeyInfo()).isNotEqualTo(key);
  }

  @Test
  void vcekCertificateIsTheSameEachTime() {
    assertThat(GENOA.processor(1).certificate(SigningKey.VCEK))
        .isEqualTo(GENOA.processor(1).certificate(SigningKey.VCEK));
  }

  @Test
  void vlekIsSharedByTheChipsOfAProvider() {
    SnpProcessor one = GENOA.processor(1);
    SnpProcessor two = GENOA.processor(2);
    SnpProcessor other = GENOA.processor(1);
    one.loadVlek("CN=cc-one.example");
    two.loadVlek("CN=cc-one.example");
    other.loadVlek("CN=cc-two.example");

    assertThat(two.vlek(OLD).publicKeyInfo()).isEqualTo(one.vlek(OLD).publicKeyInfo());
    assertThat(other.vlek(OLD).publicKeyInfo()).isNotEqualTo(one.vlek(OLD).publicKeyInfo());
    assertThat(two.chipId()).isNotEqualTo(one.chipId());
  }

  @Test
  void commitRaisesTheFloorAndTheReportedTcb() {
    SnpProcessor chip = GENOA.processor(1, OLD);
    chip.updateFirmware(NEW, VERSION);

    assertThat(chip.state().currentTcb()).isEqualTo(NEW);
    assertThat(chip.state().committedTcb()).isEqualTo(OLD);
    assertThat(chip.state().reportedTcb()).isEqualTo(OLD);
    chip.updateFirmware(OLD, VERSION);
    chip.updateFirmware(NEW, VERSION);
    chip.commit();
    assertThat(chip.state().committedTcb()).isEqualTo(NEW);
    assertThat(chip.state().reportedTcb()).isEqualTo(NEW);
    assertThat(chip.state().committedVersion()).isEqualTo(VERSION);
    assertThatThrownBy(() -> chip.updateFirmware(OLD, VERSION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("committed");
  }

  @Test
  void reportedTcbSelectsTheKeyAndStaysAtOrBelowTheCommittedOne() {
    SnpProcessor chip = GENOA.processor(1, NEW);
    chip.setReportedTcb(OLD);

    assertThat(chip.signingKey(SigningKey.VCEK).publicKeyInfo())
        .isEqualTo(chip.vcek(OLD).publicKeyInfo());
    assertThatThrownBy(() -> chip.setReportedTcb(NEW.withMicrocode(85)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("committed");
    assertThatThrownBy(() -> chip.setReportedTcb(Product.MILAN.initialTcb()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tcbComparesComponentByComponent() {
    assertThat(OLD.atMost(NEW)).isTrue();
    assertThat(NEW.atMost(OLD)).isFalse();
    assertThat(OLD.withMicrocode(85).atMost(NEW)).isFalse();
    assertThat(NEW.withMicrocode(1).atMost(OLD)).isFalse();
    assertThat(OLD.atMost(OLD)).isTrue();
  }

  @Test
  void tcbDecodesWhatItEncodes() {
    for (TcbVersion tcb :
        new TcbVersion[] {OLD, Product.MILAN.initialTcb(), TcbVersion.turin(1, 2, 3, 4, 255)}) {
      assertThat(TcbVersion.decode(tcb.product(), tcb.encode())).isEqualTo(tcb);
    }
    assertThatThrownBy(
            () -> TcbVersion.decode(Product.GENOA, TcbVersion.turin(1, 2, 3, 4, 5).encode()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
