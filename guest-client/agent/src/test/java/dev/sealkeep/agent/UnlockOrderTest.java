package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code extend}, no moment at which a volume is open and its key could be had again. */
final class UnlockOrderTest {
  private final ModeLab lab;

  UnlockOrderTest(@TempDir Path directory) throws Exception {
    lab = new ModeLab(directory, "escrow", "extend = tpm:15");
  }

  @BeforeEach
  void enroll() throws Exception {
    lab.format();
    lab.reboot();
    lab.guest.messages.reset();
    lab.guest.escrow.releaseBodies().clear();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private void beginReencryption() throws Exception {
    try (Disk disk = Disk.toChange(lab.disk());
        SlotKey key =
            VolumeLab.key(
                SecretBytes.owning(EscrowAnswers.KEY.getBytes(StandardCharsets.UTF_8)),
                EscrowAnswers.KEY_VERSION)) {
      VolumeWork.reencryption(disk)
          .begin(VolumeLab.OWNER, List.of(key), List.of(VolumeLab.passphrase()), Optional.empty());
    }
  }

  private void assertExtendedWhenOpened() throws Exception {
    List<Integer> extensions = new ArrayList<>();
    lab.mapper.whenOpened = () -> extensions.add(lab.guest.machine.extended.size());
    assertThat(lab.unlock()).as(lab.guest.messages()).isEqualTo(ExitStatus.DONE);
    assertThat(extensions).containsExactly(1);
    assertThat(lab.guest.machine.extended).hasSize(1);
  }

  @Test
  void registerIsExtendedBeforeTheVolumeIsOpened() throws Exception {
    assertExtendedWhenOpened();
  }

  @Test
  void registerIsExtendedAfterAReencryptionAndBeforeTheVolumeIsOpened() throws Exception {
    beginReencryption();
    assertExtendedWhenOpened();
  }

  @Test
  void volumeIsNotOpenedIfTheRegisterCannotBeExtended() throws Exception {
    lab.guest.machine.registersBroken = true;
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(lab.mapper.opened).isEmpty();
    assertThat(lab.guest.messages()).contains("was not opened", "(register.unwritable)");
  }

  @Test
  void keyThatOpensNothingLeavesTheRegisterAsItWas() throws Exception {
    lab.guest
        .escrow
        .answers()
        .release(
            "another key".repeat(2).getBytes(StandardCharsets.US_ASCII), EscrowAnswers.KEY_VERSION);
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(lab.guest.machine.extended).isEmpty();
  }

  @Test
  void openingThatDoesNotEndIsClosedAgain() throws Exception {
    lab.mapper.opening = VolumeFault.LIBRARY_TIMEOUT;
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(lab.mapper.closed).containsExactly("data");
    assertThat(lab.guest.messages()).contains("closed again", "(cryptsetup.timeout)");
    assertThat(lab.guest.machine.extended).hasSize(1);
  }

  @Test
  void closingThatFailsIsNotCalledClosed() throws Exception {
    lab.mapper.opening = VolumeFault.LIBRARY_TIMEOUT;
    lab.mapper.closing = VolumeFault.MAPPER_BUSY;
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(lab.guest.messages())
        .contains("may be open and could not be closed", "(mapper.busy)")
        .doesNotContain("closed again");
  }

  @Test
  void volumeWhoseOpeningCannotBeReportedIsClosedAgain() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("no room");
          }
        };
    List<String> command =
        List.of(
            "unlock",
            lab.disk().toString(),
            "data",
            "--config",
            lab.guest.configuration().toString());
    try (PrintStream said = new PrintStream(lab.guest.messages, true, StandardCharsets.UTF_8)) {
      assertThatThrownBy(
              () ->
                  Main.run(command, full, new Messages(said), lab.guest.machine, lab.guest.timing))
          .hasMessage("no room");
    }
    assertThat(lab.mapper.closed).containsExactly("data");
  }

  /** It is somebody else's. */
  @Test
  void mappingThatCameInBetweenIsLeftAlone() throws Exception {
    lab.mapper.opening = VolumeFault.MAPPER_BUSY;
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(lab.mapper.closed).isEmpty();
  }

  @Test
  void escrowIsNotAskedWhereTheNameIsTaken() throws Exception {
    lab.mapper.there.add("data");
    assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(lab.guest.messages()).contains("/dev/mapper/data", "(mapper.busy)");
    assertThat(lab.guest.escrow.releaseBodies()).isEmpty();
  }
}
