package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.cryptsetup.LibraryReencryption;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.agent.volume.key.VolumeSecret;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key of a volume's data is replaced: nothing is lost, and a kept header opens nothing. */
final class VolumeReencryptionTest {
  private static final int DATA_BYTES = 8 << 20;

  private final VolumeLab lab;

  VolumeReencryptionTest(@TempDir Path directory) {
    lab = new VolumeLab(directory);
  }

  @BeforeAll
  static void readsXts() throws Exception {
    XtsDisk.selfTest();
  }

  private Path filled() throws Exception {
    Path disk = lab.formatted("disk");
    XtsDisk.fill(disk, DATA_BYTES);
    return disk;
  }

  private byte[] data(Path disk) throws Exception {
    return XtsDisk.read(lab, disk, DATA_BYTES);
  }

  private interface Step<T> {
    T run(VolumeReencryption reencryption) throws Exception;
  }

  private <T> T with(Path disk, Step<T> step) throws Exception {
    try (Disk opened = Disk.toChange(disk)) {
      return step.run(new VolumeReencryption(opened, lab.cryptsetup(), lab.random()));
    }
  }

  private void begin(Path disk, SecretBytes... kept) throws Exception {
    with(
        disk,
        reencryption -> {
          reencryption.begin(
              VolumeLab.OWNER, List.of(VolumeLab.key(1)), List.of(kept), Optional.empty());
          return true;
        });
  }

  private VolumeToken finish(Path disk) throws Exception {
    return with(
        disk, reencryption -> reencryption.finish(VolumeLab.OWNER, VolumeLab.key(1), (_, _) -> {}));
  }

  private static Reencryption pending(Path disk) throws Exception {
    try (Disk opened = Disk.toRead(disk)) {
      return Reencryption.read(opened).orElseThrow();
    }
  }

  @Test
  void dataStayAndTheirKeyIsAnother() throws Exception {
    Path disk = filled();
    byte[] before = data(disk);
    Path kept = lab.copy(disk, "kept");

    begin(disk);
    VolumeToken token = finish(disk);

    assertThat(data(disk)).isEqualTo(before);
    assertThat(token.keyslot()).isEqualTo(1);
    lab.assertOpens(disk, 1);
    assertThat(lab.opensForCryptsetup(disk, 1)).isTrue();
    assertThat(lab.metadata(disk).keyslots()).containsOnlyKeys(1);
    assertThat(lab.metadata(disk).tokens()).hasSize(1);
    // The header that somebody kept, on the data as they are now.
    VolumeLab.overwrite(disk, 0, VolumeLab.read(kept, 0, 16 << 20));
    assertThat(data(disk)).isNotEqualTo(before);
  }

  @Test
  void otherRunsAreKeptAwayUntilItEnds() throws Exception {
    Path disk = filled();
    begin(disk);
    VolumeToken _ =
        with(
            disk,
            reencryption -> {
              VolumeToken token =
                  reencryption.finish(VolumeLab.OWNER, VolumeLab.key(1), (_, _) -> {});
              assertThat(lab.othersMayLock(disk)).isFalse();
              return token;
            });
  }

  @Test
  void beginningTouchesNoDataAndEitherProgramFinishesIt() throws Exception {
    Path disk = filled();
    byte[] before = data(disk);
    byte[] ciphertext = VolumeLab.read(disk, 16 << 20, DATA_BYTES);
    begin(disk);
    assertThat(VolumeLab.read(disk, 16 << 20, DATA_BYTES)).isEqualTo(ciphertext);
    assertThat(pending(disk).done()).isZero();
    assertThat(pending(disk).complete()).isFalse();
    // Whoever does not know of it opens nothing by mistake.
    VolumeLab.assertFault(VolumeFault.HEADER_REQUIREMENT, () -> lab.assertOpens(disk, 1));

    try (VolumeSecret secret = VolumeSecret.of(VolumeLab.secret(1), pending(disk).after().uuid())) {
      lab.cryptsetup(
          secret.passphrase().bytes(SecretAccess.get()),
          "reencrypt",
          "--resume-only",
          "--force-offline-reencrypt",
          disk.toString());
    }

    lab.assertOpens(disk, 1);
    assertThat(data(disk)).isEqualTo(before);
  }

  @Test
  void otherSlotsAreCarriedOrNothingBegins() throws Exception {
    Path disk = lab.luksFormat("disk", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1234");
    lab.edit(
        disk,
        editor ->
            editor.enroll(
                VolumeLab.OWNER,
                List.of(VolumeLab.slot(1)),
                VolumeLab.passphrase(),
                lab.path("backup")));
    Path before = lab.copy(disk, "before");
    assertThat(VolumeLab.assertFault(VolumeFault.SLOT_LOST, () -> begin(disk))).isEqualTo("0");
    assertThat(
            VolumeLab.assertFault(
                VolumeFault.SLOT_LOST,
                () -> begin(disk, SecretBytes.owning(XtsDisk.bytes("something else")))))
        .isEqualTo("0");
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);

    begin(disk, VolumeLab.passphrase());
    var _ = finish(disk);

    lab.assertOpens(disk, 1);
    lab.cryptsetup(XtsDisk.bytes(VolumeLab.PASSPHRASE), "open", "--test-passphrase", "" + disk);
    assertThat(lab.metadata(disk).keyslots().values())
        .extracting(slot -> slot.kdf().cost())
        .containsExactlyInAnyOrder(1000, 1234);
  }

  @Test
  void keyOfAnotherVersionChangesNothing() throws Exception {
    Path disk = filled();
    begin(disk);
    Path before = lab.copy(disk, "before");
    VolumeLab.assertFault(
        VolumeFault.TOKEN_MAC,
        () ->
            with(
                disk,
                reencryption ->
                    reencryption.finish(
                        VolumeLab.OWNER, VolumeLab.key(VolumeLab.secret(2), 1), (_, _) -> {})));
    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
  }

  /** A host may write any header at any time, checksums and all. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // CVE-2025-59054: what is written next would be in the clear.
        "\"encryption\":\"aes-xts-plain64\",\"flags\":[\"backup-final\"]"
            + ";\"encryption\":\"cipher_null-ecb\",\"flags\":[\"backup-final\"];HEADER_CIPHER",
        "\"encryption\":\"aes-xts-plain64\",\"flags\":[\"backup-previous\"]"
            + ";\"encryption\":\"cipher_null-ecb\",\"flags\":[\"backup-previous\"];HEADER_CIPHER",
        "\"encryption\":\"aes-xts-plain64\",\"iv_tweak\""
            + ";\"encryption\":\"cipher_null-ecb\",\"iv_tweak\";HEADER_CIPHER",
        "\"mode\":\"reencrypt\";\"mode\":\"decrypt\";HEADER_REQUIREMENT",
        "\"direction\":\"forward\";\"direction\":\"backward\";HEADER_REQUIREMENT",
        "\"type\":\"checksum\";\"type\":\"none\";HEADER_REQUIREMENT",
        "online-reencrypt-v2;online-reencrypt;HEADER_REQUIREMENT",
        "\"iv_tweak\":\"0\";\"iv_tweak\":\"8\";HEADER_SEGMENT",
        "\"segments\":[\"2\"];\"segments\":[\"0\"];HEADER_DIGEST",
        "\"iterations\":1000;\"iterations\":1001;TOKEN_MAC",
        "\"sector_size\":4096;\"sector_size\":2048;TOKEN_MAC",
      })
  void headerThatTheHostChangedIsNotFollowed(String from, String to, VolumeFault fault)
      throws Exception {
    Path disk = filled();
    begin(disk);
    HostileDiskTest.rewrite(disk, from, to);
    Path before = lab.copy(disk, "before");

    VolumeLab.assertFault(fault, () -> finish(disk));

    assertThat(Files.mismatch(disk, before)).isEqualTo(-1);
  }

  /** What the library read from the disk is judged, not what this program had read before. */
  @Test
  void libraryDoesNothingByAHeaderThatIsRefused() throws Exception {
    Path disk = filled();
    begin(disk);
    Path before = lab.copy(disk, "before");
    for (int refusal = 1; refusal <= 2; refusal++) {
      int refused = refusal;
      List<Integer> seen = new ArrayList<>();
      VolumeLab.assertFault(
          VolumeFault.HEADER_CIPHER,
          () -> {
            try (VolumeSecret secret =
                VolumeSecret.of(VolumeLab.secret(1), pending(disk).after().uuid())) {
              new LibraryReencryption(lab.cryptsetup())
                  .run(
                      disk,
                      secret.passphrase(),
                      _ -> {
                        seen.add(seen.size() + 1);
                        if (seen.size() == refused) {
                          throw new VolumeException(VolumeFault.HEADER_CIPHER, "as it were");
                        }
                      },
                      (_, _) -> {});
            }
          });
      assertThat(seen).hasSize(refusal);
      assertThat(VolumeLab.read(disk, 16 << 20, DATA_BYTES))
          .isEqualTo(VolumeLab.read(before, 16 << 20, DATA_BYTES));
    }
  }

  @Test
  void nothingUnderWayIsSaid() throws Exception {
    Path disk = filled();
    VolumeLab.assertFault(VolumeFault.HEADER_REQUIREMENT, () -> finish(disk));
    begin(disk);
    VolumeLab.assertFault(VolumeFault.HEADER_REQUIREMENT, () -> begin(disk));
  }
}
