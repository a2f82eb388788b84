package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sealkeep.agent.escrow.EscrowAnswers;
import dev.sealkeep.agent.volume.VolumeLab;
import dev.sealkeep.protocol.name.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of volumes from their arguments to their exit status, over TLS, on files. */
final class VolumeCommandTest {
  private static final byte[] NEXT_KEY =
      "the next key of that disk".getBytes(StandardCharsets.UTF_8);

  private final Guest guest;
  private final VolumeLab lab;
  private final Path passphrase;

  VolumeCommandTest(@TempDir Path directory) throws IOException {
    guest = new Guest(directory);
    lab = new VolumeLab(directory);
    passphrase = Files.writeString(lab.path("passphrase"), VolumeLab.PASSPHRASE);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private String output() {
    String text = guest.out.toString(StandardCharsets.UTF_8);
    guest.out.reset();
    return text;
  }

  private Path formatted() throws Exception {
    Path disk = lab.blank("disk");
    assertThat(
            guest.run(
                "enroll", disk.toString(), "--format", "--backup", lab.path("backup").toString()))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    return disk;
  }

  @Test
  void enrollFormatsABlankDiskAndSaysWhatItDid() throws Exception {
    Path disk = formatted();
    assertThat(output())
        .contains("formatted volume " + lab.uuid(disk), "slot 0", "key version 3")
        .contains(guest.escrow.answers().decision().toString())
        .contains("header backup in " + lab.path("backup"));
    assertThat(guest.escrow.answers().purposes()).containsExactly(Purpose.ENROLL);
    assertThat(lab.path("backup")).exists();
  }

  @Test
  void enrollAddsASlot() throws Exception {
    Path disk = lab.luksFormat("disk");
    assertThat(
            guest.run(
                "enroll",
                disk.toString(),
                "--passphrase",
                passphrase.toString(),
                "--backup",
                lab.path("backup").toString(),
                "--output",
                "json"))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    assertThat(output())
        .startsWith("{\"action\":\"added\",\"uuid\":\"" + lab.uuid(disk) + "\",\"keyslot\":1,")
        .contains("\"key_version\":3")
        .contains("\"backup\":\"" + lab.path("backup") + "\"");
  }

  /** Nothing is asked of the escrow for a disk that would be refused. */
  @Test
  void occupiedDiskAndExistingBackupAreRefusedBeforeTheEscrowIsAsked() throws Exception {
    Path disk = lab.luksFormat("disk");
    assertThat(
            guest.run(
                "enroll", disk.toString(), "--format", "--backup", lab.path("backup").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("(disk.occupied)", "--erase");
    assertThat(
            guest.run(
                "enroll",
                disk.toString(),
                "--passphrase",
                passphrase.toString(),
                "--backup",
                disk.toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("never overwritten");
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void denialEndsAsForGetAndChangesNothing() throws Exception {
    Path disk = lab.luksFormat("disk");
    Path before = lab.copy(disk, "before");
    guest.escrow.nextRelease(guest.escrow.answers().denial());
    assertThat(
            guest.run(
                "enroll",
                disk.toString(),
                "--passphrase",
                passphrase.toString(),
                "--backup",
                lab.path("backup").toString()))
        .isEqualTo(ExitStatus.DENIED);
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
    assertThat(lab.path("backup")).doesNotExist();
  }

  /** Everything up to device-mapper, which most test machines lack. */
  @Test
  void unlockOpensAnEnrolledVolumeUpToDeviceMapper() throws Exception {
    Path disk = formatted();
    String before = output();
    assertThat(before).isNotEmpty();
    ExitStatus status = guest.run("unlock", disk.toString(), "sealkeep-test");
    assertThat(guest.escrow.answers().purposes()).containsExactly(Purpose.ENROLL, Purpose.UNLOCK);
    if (status == ExitStatus.DONE) {
      assertThat(output()).contains("/dev/mapper/sealkeep-test");
      lab.cryptsetup().deactivate("sealkeep-test");
      return;
    }
    assertThat(guest.messages()).contains("(mapper.absent)");
    assertThat(status).isEqualTo(ExitStatus.VOLUME_FAILED);
    abort("needs device-mapper");
  }

  @Test
  void unlockOfABlankOrForeignDiskAsksForNoKeyAndEnrollsNothing() throws Exception {
    Path blank = lab.blank("blank");
    Path before = lab.copy(blank, "before");
    assertThat(guest.run("unlock", blank.toString(), "x")).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(guest.messages()).contains("(header.absent)");
    Path foreign = lab.luksFormat("foreign");
    assertThat(guest.run("unlock", foreign.toString(), "x")).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(guest.messages()).contains("(token.absent)");
    assertThat(Files.mismatch(blank, before)).isEqualTo(-1);
    assertThat(guest.escrow.challenges()).isZero();
  }

  @Test
  void unlockUnderAnotherConfigurationAsksForNoKey() throws Exception {
    Path disk = formatted();
    int asked = guest.escrow.challenges();
    guest.volume = "other";
    assertThat(guest.run("unlock", disk.toString(), "x")).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(guest.messages()).contains("(token.other)", "volume root");
    assertThat(guest.escrow.challenges()).isEqualTo(asked);
  }

  @Test
  void unlockWithAnotherKeyOrVersionIsRefusedBeforeActivation() throws Exception {
    Path disk = formatted();
    guest.escrow.answers().release(NEXT_KEY, EscrowAnswers.KEY_VERSION);
    assertThat(guest.run("unlock", disk.toString(), "x")).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(guest.messages()).contains("(token.mac)");
    guest.escrow.answers().release(NEXT_KEY, 4);
    guest.escrow.answers().ignoreVersions();
    assertThat(guest.run("unlock", disk.toString(), "x")).isEqualTo(ExitStatus.UNTRUSTED);
    assertThat(guest.messages()).contains("(key_version)", "released version 4");
  }

  @Test
  void unlockAsksForTheVersionThatTheDiskIsEnrolledFor() throws Exception {
    Path disk = formatted();
    guest.escrow.answers().release(NEXT_KEY, 4);
    ExitStatus status = guest.run("unlock", disk.toString(), "sealkeep-test");
    if (status == ExitStatus.DONE) {
      lab.cryptsetup().deactivate("sealkeep-test");
    } else {
      assertThat(guest.messages()).as("all but device-mapper").contains("(mapper.absent)");
    }
  }

  @Test
  void unlockRefusesANameThatIsNone() throws Exception {
    for (String name : List.of("../sda", "a b", ".", "x".repeat(200))) {
      assertThat(guest.run("unlock", "/dev/null", name)).isEqualTo(ExitStatus.USAGE);
    }
    assertThat(guest.run("unlock", "/dev/null", "x")).isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("(disk.unsuitable)");
  }

  /** sealkeep-unlock@ tries again after this status, and not after that of wrong usage. */
  @Test
  void diskThatIsLateOrBusyIsNoWrongUsage() throws Exception {
    assertThat(guest.run("unlock", lab.path("no").toString(), "x"))
        .isEqualTo(ExitStatus.VOLUME_FAILED);
    assertThat(guest.messages()).contains("(disk.absent)");
    Path disk = formatted();
    lab.edit(
        disk,
        _ -> {
          guest.escrow.answers().release(NEXT_KEY, 4);
          assertThat(guest.run("rotate", disk.toString())).isEqualTo(ExitStatus.VOLUME_FAILED);
          return true;
        });
    assertThat(guest.messages()).contains("(disk.busy)");
  }

  @Test
  void rotatePutsTheNewVersionInPlaceOfTheOld() throws Exception {
    Path disk = formatted();
    guest.escrow.answers().release(NEXT_KEY, 4);
    output();
    assertThat(guest.run("rotate", disk.toString()))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    assertThat(guest.escrow.answers().purposes())
        .containsExactly(Purpose.ENROLL, Purpose.ENROLL, Purpose.UNLOCK);
    assertThat(output()).contains("rotated volume", "key version 4", "removed older slots [0]");
    assertThat(guest.run("rotate", disk.toString(), "--output", "json")).isEqualTo(ExitStatus.DONE);
    assertThat(output()).contains("\"action\":\"unchanged\"", "\"removed\":[]");
    assertThat(lab.metadata(disk).keyslots()).hasSize(1);
  }

  @Test
  void rotateWithAPassphraseWantsNoOlderVersion() throws Exception {
    Path disk = lab.luksFormat("disk");
    String backup = lab.path("backup").toString();
    assertThat(
            guest.run(
                "enroll",
                disk.toString(),
                "--passphrase",
                passphrase.toString(),
                "--backup",
                backup))
        .isEqualTo(ExitStatus.DONE);
    guest.escrow.answers().release(NEXT_KEY, 4);
    output();
    assertThat(guest.run("rotate", disk.toString(), "--passphrase", lab.path("no").toString()))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(guest.messages()).contains("(secret.unreadable)");
    assertThat(guest.run("rotate", disk.toString(), "--passphrase", passphrase.toString()))
        .as(guest.messages())
        .isEqualTo(ExitStatus.DONE);
    assertThat(output()).contains("rotated volume", "key version 4", "removed older slots [1]");
    assertThat(guest.escrow.answers().purposes()).containsExactly(Purpose.ENROLL, Purpose.ENROLL);
  }

  @Test
  void statusSaysWhatIsThereWithoutAKey() throws Exception {
    Path disk = formatted();
    output();
    int asked = guest.escrow.challenges();
    assertThat(guest.status(disk)).isEqualTo(ExitStatus.DONE);
    assertThat(output())
        .contains("volume    " + lab.uuid(disk), "aes-xts-plain64 in sectors of 4096 bytes")
        .contains("2 of 2 copies intact", "slot 0    pbkdf2")
        .contains("slot 0: tenant acme, key payments version 3, volume root, mode escrow")
        .contains("unverified");
    assertThat(guest.status(disk, "--output", "json")).isEqualTo(ExitStatus.DONE);
    assertThat(output())
        .contains("\"keyslots\":[{\"keyslot\":0,\"kdf\":\"pbkdf2\"}]")
        .contains("\"key_version\":3", "\"verified\":false");
    assertThat(guest.status(lab.blank("blank"))).isEqualTo(ExitStatus.VOLUME_REFUSED);
    assertThat(guest.escrow.challenges()).isEqualTo(asked);
  }

  /** Invariant 7. */
  @Test
  void keyIsNeverPrinted() throws Exception {
    formatted();
    assertThat(output() + guest.messages()).doesNotContain(EscrowAnswers.KEY);
  }
}
