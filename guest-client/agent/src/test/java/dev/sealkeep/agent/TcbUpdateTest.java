package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.agent.volume.header.Area;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.wire.LowerHex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Firmware and images that change under a volume whose key the processor has a part in. */
final class TcbUpdateTest {
  private final Path directory;

  TcbUpdateTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static List<String> tcbs(ModeLab lab) throws Exception {
    return lab.tokens().stream()
        .flatMap(token -> token.source().derived().stream())
        .map(derivation -> ((SnpDerivation) derivation).tcb().hex())
        .sorted()
        .toList();
  }

  private static byte[] lastTcbAsked(ModeLab lab) {
    byte[] request = lab.guest.machine.kernel.sevGuest.keyRequests.getLast();
    return Arrays.copyOfRange(request, 24, 32);
  }

  /** The issue's own words: old TCB opens, re-enrolled with the new, old slot goes; three times. */
  @ParameterizedTest
  @ValueSource(strings = {"derived", "split", "escrow-or-derived"})
  void threeUpdatesInARow(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      lab.assertRenewed("unchanged");
      String old = ModeLab.TCB_1;
      for (String tcb : List.of(ModeLab.TCB_2, ModeLab.TCB_3, ModeLab.TCB_4)) {
        lab.firmware(tcb);
        int before = lab.opened();
        lab.assertRenewed("renewed");
        assertThat(tcbs(lab)).as("both open").containsExactly(old, tcb);
        lab.assertRenewed("pending");
        int after = lab.opened();
        if (!mode.equals("escrow-or-derived")) {
          assertThat(after).isNotEqualTo(before);
          assertThat(lastTcbAsked(lab)).isEqualTo(LowerHex.decode(tcb).orElseThrow());
        }
        lab.assertRenewed("confirmed");
        assertThat(lab.output()).contains("removed older slots");
        assertThat(tcbs(lab)).containsExactly(tcb);
        assertThat(lab.tokens()).allMatch(token -> token.pending().isEmpty());
        lab.assertRenewed("unchanged");
        old = tcb;
      }
      int _ = lab.opened();
      assertThat(lab.lab.metadata(lab.disk()).keyslots())
          .as("and the passphrase's, and the escrow's if there is one")
          .hasSize(mode.equals("escrow-or-derived") ? 3 : 2);
      lab.assertPassphraseOpens();
    }
  }

  @Test
  void updatesWithoutARebootLeaveTheSlotThatOpenedThisBoot() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      int first = lab.opened();
      for (String tcb : List.of(ModeLab.TCB_2, ModeLab.TCB_3, ModeLab.TCB_4)) {
        lab.firmware(tcb);
        lab.assertRenewed("renewed");
        assertThat(lab.slots()).contains(first);
      }
      assertThat(lab.slots()).as("what never opened a boot does not pile up").hasSizeLessThan(5);
      int last = lab.opened();
      lab.assertRenewed("confirmed");
      assertThat(lab.slots()).containsExactly(last);
    }
  }

  /** A new slot whose area is broken, by the host or the disk, keeps nobody from the old one. */
  @ParameterizedTest
  @ValueSource(strings = {"derived", "split"})
  void newSlotThatDoesNotOpenLeavesTheOldOneToBeTried(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      int old = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      int broken = lab.slots().stream().filter(slot -> slot != old).findFirst().orElseThrow();
      Area area =
          lab.lab.metadata(lab.disk()).keyslots().values().stream()
              .filter(slot -> slot.number() == broken)
              .findFirst()
              .orElseThrow()
              .area();
      VolumeLab.overwrite(lab.disk(), area.offset(), new byte[(int) area.bytes()]);
      assertThat(lab.opened()).isEqualTo(old);
      lab.assertRenewed("renewed");
      assertThat(lab.slots()).as("it is made again").contains(old).doesNotContain(broken);
      int next = lab.opened();
      lab.assertRenewed("confirmed");
      assertThat(lab.slots()).containsExactly(next);
    }
  }

  /** The window: a machine that never reboots. */
  @Test
  void olderSlotGoesAfterTheWindowIfNoBootCame() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      int _ = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      lab.boot().pass(Proof.WINDOW.minusSeconds(1));
      lab.assertRenewed("pending");
      lab.boot().pass(Duration.ofSeconds(1));
      lab.assertRenewed("confirmed");
      assertThat(tcbs(lab)).containsExactly(ModeLab.TCB_2);
      int _ = lab.opened();
    }
  }

  /** A new slot that takes the place of one that awaits its boot does not get its time anew. */
  @Test
  void windowRunsFromTheFirstSlotThatAwaitsABoot() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      int _ = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      lab.boot().pass(Proof.WINDOW.minusSeconds(60));
      lab.firmware(ModeLab.TCB_3);
      lab.assertRenewed("renewed");
      lab.boot().pass(Duration.ofSeconds(60));
      lab.assertRenewed("confirmed");
    }
  }

  /** The window never makes an unproved slot the only one: this boot was opened by the old one. */
  @Test
  void slotThatDidNotOpenTheBootTakesNoOthersPlace() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      int old = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      lab.reboot();
      lab.boot().opened(lab.lab.uuid(lab.disk()), old);
      lab.boot().pass(Proof.WINDOW.multipliedBy(3));
      assertThat(lab.renew()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("has not opened this boot", "older slots stay");
      assertThat(tcbs(lab)).containsExactly(ModeLab.TCB_1, ModeLab.TCB_2);
    }
  }

  /** Where nothing keeps what opened the boot, the window decides. */
  @Test
  void bootOfWhichNothingIsKnownProvesNothing() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      lab.boot().keepsNothing = true;
      int _ = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      int _ = lab.opened();
      lab.assertRenewed("pending");
      lab.boot().pass(Proof.WINDOW);
      lab.assertRenewed("confirmed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"derived", "split", "escrow-or-derived"})
  void nothingIsMadeForOlderFirmware(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.firmware(ModeLab.TCB_2);
      lab.format();
      lab.firmware(ModeLab.TCB_1);
      Path before = lab.lab.copy(lab.disk(), "before");
      int asked = lab.guest.machine.kernel.sevGuest.keyRequests.size();
      lab.guest.messages.reset();
      assertThat(lab.renew()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.ahead)", ModeLab.TCB_2);
      if (!mode.equals("escrow-or-derived")) {
        assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      }
      assertThat(lab.guest.machine.kernel.sevGuest.keyRequests)
          .as("the firmware is not asked for what it would refuse")
          .hasSize(asked);
      assertThat(Files.mismatch(lab.disk(), before)).isEqualTo(-1);
    }
  }

  /** One part newer and another older is no update. */
  @Test
  void partsAreComparedOneByOne() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.firmware("0400000000001900");
      lab.format();
      lab.firmware("0500000000001800");
      assertThat(lab.renew()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.ahead)");
    }
  }

  /** A new kernel: the escrow opens, and the processor's slot is made anew by the same command. */
  @Test
  void newImageIsRenewedByTheEscrow() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "escrow-or-derived")) {
      lab.format();
      lab.image("image 2");
      int _ = lab.opened();
      lab.assertRenewed("renewed");
      int _ = lab.opened();
      lab.assertRenewed("confirmed");
      assertThat(lab.slots()).hasSize(2);
      lab.escrowIs(false);
      int derived = lab.opened();
      assertThat(lab.tokens().stream().filter(token -> token.keyslot() == derived).toList())
          .allMatch(token -> token.source().derived().isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"derived", "split"})
  void newImageIsRenewedByAPassphrase(String mode) throws Exception {
    try (ModeLab lab = new ModeLab(directory, mode)) {
      lab.format();
      lab.image("image 2");
      lab.reboot();
      assertThat(lab.unlock()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      assertThat(lab.guest.messages()).contains("(derivation.changed)", "run `renew`");
      assertThat(lab.renew()).isEqualTo(ExitStatus.VOLUME_REFUSED);
      lab.assertRenewed("renewed", "--passphrase", lab.passphrase.toString());
      int slot = lab.opened();
      lab.assertRenewed("confirmed");
      assertThat(lab.slots()).containsExactly(slot);
    }
  }

  /** Going back to the former image before the new one proved itself. */
  @Test
  void formerImageOpensUntilTheNewOneProvedItself() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "derived")) {
      lab.format();
      int first = lab.opened();
      lab.image("image 2");
      lab.reboot();
      lab.assertRenewed("renewed", "--passphrase", lab.passphrase.toString());
      lab.image("image 1");
      assertThat(lab.opened()).isEqualTo(first);
    }
  }

  @Test
  void nothingIsRenewedInModeEscrow() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "escrow")) {
      lab.format();
      Path before = lab.lab.copy(lab.disk(), "before");
      assertThat(lab.renew()).isEqualTo(ExitStatus.DONE);
      assertThat(lab.guest.messages()).contains("nothing of this volume is derived");
      assertThat(lab.guest.machine.kernel.sevGuest.requests).isEmpty();
      assertThat(Files.mismatch(lab.disk(), before)).isEqualTo(-1);
    }
  }

  @Test
  void statusSaysWhatIsPending() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      int _ = lab.opened();
      lab.firmware(ModeLab.TCB_2);
      lab.assertRenewed("renewed");
      lab.guest.out.reset();
      assertThat(lab.guest.status(lab.disk())).isEqualTo(ExitStatus.DONE);
      assertThat(lab.output())
          .contains("key payments version 3, volume root, mode split, from vcek with")
          .contains(
              "guest_policy+measurement+tcb_version, VMPL 0, guest SVN 0, TCB " + ModeLab.TCB_1)
          .contains("TCB " + ModeLab.TCB_2 + ", pending since 2026-09-");
      lab.guest.out.reset();
      assertThat(lab.guest.status(lab.disk(), "--output", "json")).isEqualTo(ExitStatus.DONE);
      assertThat(lab.output())
          .contains("\"mode\":\"split\",\"derivation\":{\"technology\":\"amd-sev-snp\"")
          .contains("\"pending_since\":");
    }
  }

  /** The escrow's key changes, and the derivation does not. */
  @Test
  void rotationOfASplitKeyKeepsItsDerivation() throws Exception {
    try (ModeLab lab = new ModeLab(directory, "split")) {
      lab.format();
      lab.firmware(ModeLab.TCB_2);
      lab.guest
          .escrow
          .answers()
          .release("another key of that disk".getBytes(StandardCharsets.UTF_8), 4);
      lab.assertDone("rotate", lab.disk().toString());
      assertThat(lab.output()).contains("rotated volume", "key version 4", "removed older slots");
      VolumeToken only = lab.tokens().getFirst();
      assertThat(lab.tokens()).hasSize(1);
      assertThat(tcbs(lab)).containsExactly(ModeLab.TCB_1);
      assertThat(lab.opened()).isEqualTo(only.keyslot());
      lab.assertRenewed("renewed");
      int _ = lab.opened();
      lab.assertRenewed("confirmed");
      assertThat(tcbs(lab)).containsExactly(ModeLab.TCB_2);
    }
  }
}
