package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.VolumeLab.Ran;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.HeaderBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that changes the disk gains nothing, whenever it does. */
final class HostileDiskTest {
  private static final int HEADER_BYTES = 16384;

  private final VolumeLab lab;

  HostileDiskTest(@TempDir Path directory) {
    lab = new VolumeLab(directory);
  }

  /** What libcryptsetup is given comes from memory: the disk's header may be gone by then. */
  @Test
  void headerThatChangesAfterItWasReadChangesNothing() throws Exception {
    Path disk = lab.formatted("disk");
    try (Disk opened = Disk.toRead(disk)) {
      Volume volume = Volume.read(opened, lab.cryptsetup(), lab.random());
      VolumeLab.overwrite(disk, 0, new byte[2 * HEADER_BYTES]);

      assertThat(volume.check(VolumeLab.OWNER, VolumeLab.key(1)).keyslot()).isZero();
    }
    VolumeLab.assertFault(VolumeFault.HEADER_ABSENT, () -> lab.assertOpens(disk, 1));
  }

  /** A whole volume of the host's own, which the host's passphrase opens. */
  @Test
  void anotherVolumeInItsPlaceIsNotOpened() throws Exception {
    Path disk = lab.formatted("disk");
    Path other = lab.luksFormat("other");
    VolumeLab.overwrite(disk, 0, VolumeLab.read(other, 0, 16 << 20));
    VolumeLab.assertFault(VolumeFault.TOKEN_ABSENT, () -> lab.assertOpens(disk, 1));
  }

  /** The same with the token of the true volume put into it. */
  @Test
  void anotherVolumeWithTheTrueTokenIsNotOpened() throws Exception {
    Path disk = lab.formatted("disk");
    String uuid = lab.uuid(disk).toString();
    String token =
        lab.cryptsetup(new byte[0], "token", "export", "--token-id", "0", disk.toString());
    Path other = lab.luksFormat("other", "--uuid", uuid);
    Path json = Files.writeString(lab.path("token"), token);
    lab.cryptsetup(
        new byte[0], "token", "import", "--json-file", json.toString(), other.toString());
    VolumeLab.assertFault(VolumeFault.TOKEN_MAC, () -> lab.assertOpens(other, 1));
  }

  /**
   * CVE-2025-59054, CVE-2025-58356: a slot that nothing encrypts. The true header is kept as it is,
   * but for the slot's cipher; checksums are right.
   */
  @Test
  void slotWithoutEncryptionIsRefusedBeforeAnyKey() throws Exception {
    Path disk = lab.formatted("disk");
    rewrite(
        disk,
        "\"encryption\":\"aes-xts-plain64\",\"key_size\"",
        "\"encryption\":\"cipher_null-ecb\",\"key_size\"");
    VolumeLab.assertFault(VolumeFault.HEADER_CIPHER, () -> lab.uuid(disk));
    // libcryptsetup itself takes the header: nothing else stands in between.
    Ran dump = lab.tryCryptsetup(new byte[0], "luksDump", disk.toString());
    assertThat(dump.output()).contains("cipher_null-ecb");
    assertThat(dump.status()).isZero();
  }

  /** Data that nothing encrypts: what the guest writes the host could read. */
  @Test
  void dataWithoutEncryptionAreRefusedBeforeAnyKey() throws Exception {
    Path disk = lab.formatted("disk");
    rewrite(
        disk,
        "\"encryption\":\"aes-xts-plain64\",\"iv_tweak\"",
        "\"encryption\":\"cipher_null-ecb\",\"iv_tweak\"");
    VolumeLab.assertFault(VolumeFault.HEADER_CIPHER, () -> lab.uuid(disk));
  }

  /** A change that is allowed but was not enrolled. */
  @Test
  void allowedChangeThatWasNotEnrolledIsRefusedBeforeActivation() throws Exception {
    Path disk = lab.formatted("disk");
    rewrite(disk, "\"sector_size\":4096", "\"sector_size\":512");
    VolumeLab.assertFault(VolumeFault.TOKEN_MAC, () -> lab.assertOpens(disk, 1));
  }

  /** A slot's area is under no MAC; what comes out of it is held against the digest, which is. */
  @Test
  void changedAreaOpensNothing() throws Exception {
    Path disk = lab.formatted("disk");
    byte[] area = VolumeLab.read(disk, 32768, 1);
    area[0] ^= 1;
    VolumeLab.overwrite(disk, 32768, area);
    VolumeLab.assertFault(VolumeFault.SLOT_REFUSED, () -> lab.assertOpens(disk, 1));
  }

  /** One copy damaged: the other opens, and the next change mends it. */
  @Test
  void eitherCopyOpensTheVolume() throws Exception {
    for (int copy = 0; copy < 2; copy++) {
      Path disk = lab.formatted("disk" + copy);
      VolumeLab.overwrite(disk, (long) copy * HEADER_BYTES + 4100, new byte[] {'?'});
      lab.assertOpens(disk, 1);
      assertThat((int) lab.look(disk, volume -> volume.header().intactCopies())).isEqualTo(1);
      lab.edit(
          disk,
          editor ->
              editor.rotate(
                  VolumeLab.OWNER,
                  VolumeLab.slot(2),
                  Optional.of(VolumeLab.old(1)),
                  Optional.empty()));
      lab.assertOpens(disk, 2);
      assertThat((int) lab.look(disk, volume -> volume.header().intactCopies())).isEqualTo(2);
    }
  }

  /** Which copy counts is libcryptsetup's own choice. */
  @Test
  void copyIsChosenAsLibcryptsetupDoes() throws Exception {
    Path disk = lab.formatted("disk");
    byte[] old = VolumeLab.read(disk, 0, 2 * HEADER_BYTES);
    lab.cryptsetup(new byte[0], "config", "--label", "new", disk.toString());
    byte[] young = VolumeLab.read(disk, 0, 2 * HEADER_BYTES);
    byte[] none = new byte[HEADER_BYTES];
    List<byte[]> first = List.of(half(old, 0), half(young, 0), none);
    List<byte[]> second = List.of(half(old, 1), half(young, 1), none);
    for (int i = 0; i < first.size(); i++) {
      // Of the last pair neither is a header.
      for (int j = 0; j < second.size() && i + j < 4; j++) {
        VolumeLab.overwrite(disk, 0, HeaderBytes.disk(first.get(i), second.get(j)));
        String chosen = lab.look(disk, volume -> volume.header().binary().label());
        String dump = lab.cryptsetup(new byte[0], "luksDump", disk.toString());
        assertThat(dump)
            .containsPattern(
                chosen.isEmpty() ? "Label:\\s+\\(no label\\)" : "Label:\\s+" + chosen + "\n");
      }
    }
  }

  private static byte[] half(byte[] copies, int which) {
    return Arrays.copyOfRange(copies, which * HEADER_BYTES, (which + 1) * HEADER_BYTES);
  }

  /** Changes both copies of a header as a host would: with right checksums. */
  static void rewrite(Path disk, String from, String to) throws Exception {
    for (int copy = 0; copy < 2; copy++) {
      byte[] bytes = VolumeLab.read(disk, (long) copy * HEADER_BYTES, HEADER_BYTES);
      String json =
          new String(bytes, 4096, HEADER_BYTES - 4096, StandardCharsets.UTF_8)
              .replaceFirst("\0.*", "");
      json = json.substring(0, json.indexOf('\0') < 0 ? json.length() : json.indexOf('\0'));
      assertThat(json).contains(from);
      byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);
      Arrays.fill(bytes, 4096, HEADER_BYTES, (byte) 0);
      System.arraycopy(changed, 0, bytes, 4096, changed.length);
      VolumeLab.overwrite(disk, (long) copy * HEADER_BYTES, HeaderBytes.sealed(bytes));
    }
  }
}
