package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.volume.VolumeEditor.Report;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes in files, with the real library, and the program cryptsetup as the judge. */
final class VolumeEditorTest {
  private static final byte[] NO_KEY = {};

  private final VolumeLab lab;

  VolumeEditorTest(@TempDir Path directory) {
    lab = new VolumeLab(directory);
  }

  private static byte[] passphrase() {
    return VolumeLab.PASSPHRASE.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void formattedVolumeOpensWithItsKeyAlone() throws Exception {
    Path disk = lab.formatted("disk");

    lab.assertOpens(disk, 1);
    assertThat(lab.opensForCryptsetup(disk, 1)).isTrue();
    assertThat(lab.opensForCryptsetup(disk, 2)).isFalse();
    VolumeLab.assertFault(
        VolumeFault.TOKEN_MAC,
        () ->
            lab.look(
                disk,
                volume -> volume.check(VolumeLab.OWNER, VolumeLab.key(VolumeLab.secret(2), 1))));
    assertThat(lab.cryptsetup(NO_KEY, "luksDump", disk.toString()))
        .contains("aes-xts-plain64", "sealkeep", "pbkdf2");
  }

  @Test
  void headerBackupIsWrittenFirstAndRestores() throws Exception {
    Path disk = lab.formatted("disk");
    Path backup = lab.path("disk.backup");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    VolumeLab.overwrite(disk, 0, new byte[1 << 20]);
    VolumeLab.assertFault(VolumeFault.HEADER_ABSENT, () -> lab.assertOpens(disk, 1));

    lab.cryptsetup(
        NO_KEY, "luksHeaderRestore", "--header-backup-file", backup.toString(), disk.toString());

    lab.assertOpens(disk, 1);
  }

  @Test
  void nothingIsWrittenWhereTheBackupCannotBe() throws Exception {
    Path disk = lab.blank("disk");
    Path nowhere = lab.path("no/such/backup");
    VolumeLab.assertFault(
        VolumeFault.BACKUP_UNWRITABLE,
        () ->
            lab.edit(
                disk,
                editor ->
                    editor.format(
                        VolumeLab.OWNER,
                        List.of(VolumeLab.slot(1)),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        nowhere)));
    assertThat(Files.mismatch(disk, lab.blank("untouched"))).isEqualTo(-1);

    Path volume = lab.luksFormat("volume");
    Path before = lab.copy(volume, "before");
    VolumeLab.assertFault(
        VolumeFault.BACKUP_UNWRITABLE,
        () ->
            lab.edit(
                volume,
                editor ->
                    editor.enroll(
                        VolumeLab.OWNER,
                        List.of(VolumeLab.slot(1)),
                        VolumeLab.passphrase(),
                        nowhere)));
    assertThat(Files.mismatch(volume, before)).isEqualTo(-1);
  }

  @Test
  void occupiedDiskIsFormattedOnlyWhereErasingIsAskedFor() throws Exception {
    Path disk = lab.blank("disk");
    byte[] something = "a file system".getBytes(StandardCharsets.UTF_8);
    VolumeLab.overwrite(disk, (15 << 20) + 7, something);
    VolumeLab.assertFault(
        VolumeFault.DISK_OCCUPIED,
        () ->
            lab.edit(
                disk,
                editor ->
                    editor.format(
                        VolumeLab.OWNER,
                        List.of(VolumeLab.slot(1)),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        lab.path("backup"))));
    assertThat(lab.path("backup")).doesNotExist();
    assertThat(VolumeLab.read(disk, (15 << 20) + 7, something.length)).isEqualTo(something);

    lab.edit(
        disk,
        editor ->
            editor.format(
                VolumeLab.OWNER,
                List.of(VolumeLab.slot(1)),
                Optional.empty(),
                Optional.empty(),
                true,
                lab.path("backup")));

    lab.assertOpens(disk, 1);
    assertThat(VolumeLab.read(disk, (15 << 20) + 7, something.length))
        .isEqualTo(new byte[something.length]);
  }

  @Test
  void diskWithoutRoomForDataIsRefused() throws Exception {
    Path disk = lab.path("small");
    Files.write(disk, new byte[1 << 20]);
    VolumeLab.assertFault(
        VolumeFault.DISK_SMALL,
        () ->
            lab.edit(
                disk,
                editor ->
                    editor.format(
                        VolumeLab.OWNER,
                        List.of(VolumeLab.slot(1)),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        lab.path("backup"))));
  }

  @Test
  void volumeThatIsThereGetsASlotAndKeepsAllItHad() throws Exception {
    Path disk = lab.luksFormat("disk", "--label", "payments", "--subsystem", "shop");
    String foreign =
        "{\"type\":\"other\",\"keyslots\":[\"0\"],\"note\":{\"text\":\"a\\\"\\\\ü\",\"deep\":[1,true,null]}}";
    Path json = Files.writeString(lab.path("token.json"), foreign);
    lab.cryptsetup(
        NO_KEY,
        "token",
        "import",
        "--token-id",
        "3",
        "--json-file",
        json.toString(),
        disk.toString());
    byte[] data = VolumeLab.read(disk, 16 << 20, 8 << 20);

    Report report =
        lab.edit(
            disk,
            editor ->
                editor.enroll(
                    VolumeLab.OWNER,
                    List.of(VolumeLab.slot(5)),
                    VolumeLab.passphrase(),
                    lab.path("backup")));

    assertThat(report.changed()).isTrue();
    assertThat(report.token().keyslot()).isEqualTo(1);
    lab.assertOpens(disk, 5);
    assertThat(lab.opensForCryptsetup(disk, 5)).isTrue();
    lab.cryptsetup(passphrase(), "open", "--test-passphrase", disk.toString());
    assertThat(VolumeLab.read(disk, 16 << 20, 8 << 20)).isEqualTo(data);
    assertThat(lab.cryptsetup(NO_KEY, "luksDump", disk.toString()))
        .containsPattern("Label:\\s+payments\n")
        .containsPattern("Subsystem:\\s+shop\n");
    assertThat(lab.cryptsetup(NO_KEY, "token", "export", "--token-id", "3", disk.toString()))
        .contains("\"text\":\"a\\\"\\\\ü\"")
        .contains("\"deep\":[");
  }

  @Test
  void backupOfAVolumeIsWhatItWasBefore() throws Exception {
    Path disk = lab.luksFormat("disk");
    Path before = lab.copy(disk, "before");
    lab.edit(
        disk,
        editor ->
            editor.enroll(
                VolumeLab.OWNER,
                List.of(VolumeLab.slot(1)),
                VolumeLab.passphrase(),
                lab.path("backup")));
    assertThat(Files.readAllBytes(lab.path("backup")))
        .isEqualTo(VolumeLab.read(before, 0, 16 << 20));
  }

  @Test
  void wrongPassphraseChangesNothing() throws Exception {
    Path disk = lab.luksFormat("disk");
    Path before = lab.copy(disk, "before");
    VolumeLab.assertFault(
        VolumeFault.SLOT_REFUSED,
        () ->
            lab.edit(
                disk,
                editor ->
                    editor.enroll(
                        VolumeLab.OWNER,
                        List.of(VolumeLab.slot(1)),
                        SecretBytes.owning(new byte[20]),
                        lab.path("backup"))));
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
  }

  @Test
  void enrollingTwiceChangesNothing() throws Exception {
    Path disk = lab.formatted("disk");
    Path before = lab.copy(disk, "before");
    Report report =
        lab.edit(
            disk,
            editor ->
                editor.enroll(
                    VolumeLab.OWNER,
                    List.of(VolumeLab.slot(1)),
                    VolumeLab.passphrase(),
                    lab.path("again")));
    assertThat(report.changed()).isFalse();
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
    assertThat(lab.path("again")).doesNotExist();
  }

  @Test
  void shortKeyIsRefused() throws Exception {
    Path disk = lab.blank("disk");
    VolumeLab.assertFault(
        VolumeFault.KEY_SHORT,
        () ->
            lab.edit(
                disk,
                editor ->
                    editor.format(
                        VolumeLab.OWNER,
                        List.of(NewSlot.of(VolumeLab.key(SecretBytes.owning(new byte[15]), 1))),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        lab.path("backup"))));
    assertThat(lab.path("backup")).doesNotExist();
  }

  private Report rotate(Path disk, int version, Opening opening) throws Exception {
    return lab.edit(
        disk,
        editor ->
            editor.rotate(
                VolumeLab.OWNER, VolumeLab.slot(version), Optional.of(opening), Optional.empty()));
  }

  @Test
  void rotationPutsTheNewVersionInPlaceOfTheOld() throws Exception {
    Path disk = lab.formatted("disk");
    byte[] oldArea = VolumeLab.read(disk, 32768, 258048);

    Report report = rotate(disk, 2, VolumeLab.old(1));

    assertThat(report.removed()).containsExactly(0);
    lab.assertOpens(disk, 2);
    assertThat(lab.opensForCryptsetup(disk, 2)).isTrue();
    assertThat(lab.opensForCryptsetup(disk, 1)).isFalse();
    VolumeLab.assertFault(VolumeFault.TOKEN_VERSION, () -> lab.assertOpens(disk, 1));
    assertThat(VolumeLab.read(disk, 32768, 258048)).isNotEqualTo(oldArea);
    assertThat(lab.metadata(disk).tokens()).hasSize(1);
  }

  @Test
  void rotationKeepsSlotsOfOthers() throws Exception {
    Path disk = lab.luksFormat("disk");
    lab.edit(
        disk,
        editor ->
            editor.enroll(
                VolumeLab.OWNER,
                List.of(VolumeLab.slot(1)),
                VolumeLab.passphrase(),
                lab.path("backup")));

    Report report = rotate(disk, 2, new Opening.Passphrase(VolumeLab.passphrase()));

    assertThat(report.removed()).containsExactly(1);
    lab.assertOpens(disk, 2);
    lab.cryptsetup(passphrase(), "open", "--test-passphrase", disk.toString());
  }

  @Test
  void rotationRunsManyTimesWithoutUsingTheHeaderUp() throws Exception {
    Path disk = lab.formatted("disk");
    for (int version = 2; version <= 12; version++) {
      rotate(disk, version, VolumeLab.old(version - 1));
    }
    lab.assertOpens(disk, 12);
    assertThat(lab.metadata(disk).keyslots()).hasSize(1);
  }

  @Test
  void rotationToTheSameVersionChangesNothing() throws Exception {
    Path disk = lab.formatted("disk");
    Path before = lab.copy(disk, "before");
    Report report =
        lab.edit(
            disk,
            editor ->
                editor.rotate(
                    VolumeLab.OWNER, VolumeLab.slot(1), Optional.empty(), Optional.empty()));
    assertThat(report.changed()).isFalse();
    assertThat(report.removed()).isEmpty();
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
  }

  @Test
  void rotationWithoutAnOldKeyOrWithAWrongOneIsRefused() throws Exception {
    Path disk = lab.formatted("disk");
    Path before = lab.copy(disk, "before");
    String detail =
        VolumeLab.assertFault(
            VolumeFault.TOKEN_VERSION,
            () ->
                lab.edit(
                    disk,
                    editor ->
                        editor.rotate(
                            VolumeLab.OWNER,
                            VolumeLab.slot(2),
                            Optional.empty(),
                            Optional.empty())));
    assertThat(detail).contains("version 2, slots are for [1]");
    VolumeLab.assertFault(
        VolumeFault.TOKEN_MAC,
        () -> rotate(disk, 2, new Opening.Slot(VolumeLab.key(VolumeLab.secret(7), 1))));
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
  }

  /** A host may add a token that calls the new slot an old one. */
  @Test
  void rotationNeverRemovesTheSlotThatOpens() throws Exception {
    Path disk = lab.formatted("disk");
    rotate(disk, 2, VolumeLab.old(1));
    int slot = lab.look(disk, volume -> volume.check(VolumeLab.OWNER, VolumeLab.key(2)).keyslot());
    Path json =
        Files.writeString(
            lab.path("token.json"),
            """
            {"type":"sealkeep","keyslots":["%d"],"format":1,"tenant":"acme","key":"payments",\
            "key_version":1,"volume":"root","mode":"escrow","mac":"%s"}\
            """
                .formatted(slot, "A".repeat(43)));
    lab.cryptsetup(NO_KEY, "token", "import", "--json-file", json.toString(), disk.toString());

    Report report =
        lab.edit(
            disk,
            editor ->
                editor.rotate(
                    VolumeLab.OWNER, VolumeLab.slot(2), Optional.empty(), Optional.empty()));

    assertThat(report.removed()).isEmpty();
    lab.assertOpens(disk, 2);
  }

  @Test
  void volumeOfAnotherOwnerIsRefused() throws Exception {
    Path disk = lab.formatted("disk");
    for (KeyOwner other :
        List.of(
            KeyOwner.ofEscrow(
                new Name("other"), new Name("payments"), Optional.of(new Name("root"))),
            KeyOwner.ofEscrow(new Name("acme"), new Name("billing"), Optional.of(new Name("root"))),
            KeyOwner.ofEscrow(new Name("acme"), new Name("payments"), Optional.empty()),
            new KeyOwner(
                KeyMode.SPLIT,
                Optional.of(new Name("acme")),
                Optional.of(new Name("payments")),
                Optional.of(new Name("root")),
                DerivationRule.LEAST))) {
      VolumeLab.assertFault(
          VolumeFault.TOKEN_OTHER,
          () -> lab.look(disk, volume -> volume.check(other, VolumeLab.key(1))));
    }
  }

  @Test
  void volumeThatWasNeverEnrolledAndABlankDiskAreRefused() throws Exception {
    Path volume = lab.luksFormat("volume");
    VolumeLab.assertFault(VolumeFault.TOKEN_ABSENT, () -> lab.assertOpens(volume, 1));
    Path blank = lab.blank("blank");
    VolumeLab.assertFault(VolumeFault.HEADER_ABSENT, () -> lab.assertOpens(blank, 1));
    assertThat(Files.mismatch(blank, lab.blank("untouched"))).isEqualTo(-1);
  }

  @Test
  void luks1IsRefusedByItsName() throws Exception {
    Path disk = lab.blank("disk");
    lab.cryptsetup(
        passphrase(),
        "luksFormat",
        "--type",
        "luks1",
        "--pbkdf-force-iterations",
        "1000",
        disk.toString());
    VolumeLab.assertFault(VolumeFault.HEADER_VERSION, () -> lab.assertOpens(disk, 1));
  }

  /** As libcryptsetup does, which opens and closes the disk in the same process. */
  @Test
  void otherRunsAreKeptAwayThoughTheDiskIsClosedElsewhere() throws Exception {
    Path disk = lab.formatted("disk");
    assertThat(lab.othersMayLock(disk)).isTrue();
    try (Disk _ = Disk.toChange(disk)) {
      Disk.toRead(disk).close();
      assertThat(lab.othersMayLock(disk)).isFalse();
    }
    assertThat(lab.othersMayLock(disk)).isTrue();
  }

  /** By a program that takes no notice of the lock. */
  @Test
  void headerThatCameMeanwhileIsNotOverwritten() throws Exception {
    Path disk = lab.formatted("disk");
    try (Disk opened = Disk.toChange(disk)) {
      HeaderWriter writer = new HeaderWriter(opened, lab.random());
      Header before = Header.read(opened);
      lab.addPassphrase(disk);
      Path changed = lab.copy(disk, "changed");
      List<Keyslot> slots = List.copyOf(before.metadata().keyslots().values());
      VolumeLab.assertFault(
          VolumeFault.DISK_BUSY, () -> writer.replace(HeaderWriter.next(before, slots, List.of())));
      VolumeLab.assertFault(
          VolumeFault.DISK_BUSY, () -> writer.remove(before, Set.of(0), List.of()));
      assertThat(Files.mismatch(disk, changed)).isEqualTo(-1);
    }
  }

  @Test
  void twoRunsDoNotChangeADiskAtOnce() throws Exception {
    Path disk = lab.formatted("disk");
    lab.edit(
        disk,
        editor -> {
          VolumeLab.assertFault(VolumeFault.DISK_BUSY, () -> rotate(disk, 2, VolumeLab.old(1)));
          return true;
        });
  }
}
