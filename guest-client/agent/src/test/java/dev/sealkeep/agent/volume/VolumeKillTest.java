package dev.sealkeep.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.volume.DiskTrace.Call;
import dev.sealkeep.agent.volume.cryptsetup.MemoryFile;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.simulator.emulate.Needs;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A change that is broken off at any moment leaves a volume that opens, and can be made again. The
 * system property {@code sealkeep.volume.kills} is the step from one system call at which the
 * program is killed to the next: 1 kills at each, and tries more states of a disk that lost power.
 */
@Timeout(1800)
final class VolumeKillTest {
  private static final int STEP = Integer.getInteger("sealkeep.volume.kills", 20);
  private static final int SECTOR_BYTES = 512;
  private static final int DATA_BYTES = 8 << 20;

  private final VolumeLab lab;

  VolumeKillTest(@TempDir Path directory) throws Exception {
    // strace compares with what the kernel calls the file.
    this.lab = new VolumeLab(directory.toRealPath());
    Needs.program("strace", "strace");
  }

  private Path original(String change) throws Exception {
    return switch (change) {
      case "enroll" -> lab.luksFormat("original");
      case "rotate" -> lab.formatted("original");
      default -> prepared(change);
    };
  }

  /** A volume of the processor's at which the change finds something to do. */
  private Path prepared(String change) throws Exception {
    Path disk = DerivedLab.formatted(lab, "original");
    switch (change) {
      case "confirm" ->
          lab.edit(
              disk,
              editor ->
                  editor.renew(
                      DerivedLab.OWNER,
                      DerivedLab.pending(2),
                      new Opening.Slot(DerivedLab.key(1)),
                      _ -> false,
                      Optional.empty()));
      case "forget" ->
          lab.edit(
              disk,
              editor -> {
                VolumeChange.run("remember", editor, lab.path("none"));
                return true;
              });
      default -> {}
    }
    return disk;
  }

  /** SIGKILL before a system call on the disk. */
  @ParameterizedTest
  @ValueSource(strings = {"enroll", "rotate", "renew", "confirm", "remember", "forget"})
  void changeThatIsKilledLeavesAVolumeThatOpens(String change) throws Exception {
    Path original = original(change);
    DiskTrace whole = trace(change, original, "whole", List.of());
    // Else a kill could come after all that matters.
    assertThat(whole.calls().stream().filter(Call::writes).count()).isGreaterThanOrEqualTo(2);
    int killed = 0;
    for (int at = 0; at < whole.calls().size(); at += STEP) {
      Call call = whole.calls().get(at);
      String name = "kill-%d".formatted(at);
      DiskTrace cut =
          trace(
              change,
              original,
              name,
              List.of(
                  "-e", "inject=%s:signal=SIGKILL:when=%d".formatted(call.name(), call.ordinal())));
      assertThat(cut.calls().size()).as(name).isLessThanOrEqualTo(at + 1);
      assertOpensAndCanBeChangedAgain(change, lab.path(name), name);
      killed++;
      Files.delete(lab.path(name));
    }
    System.out.printf(
        "%s: killed at %d of %d system calls on the disk%n", change, killed, whole.calls().size());
  }

  /** SIGKILL before a system call on the disk while the key of the data is replaced. */
  @Test
  void reencryptionThatIsKilledIsFinishedAndLosesNothing() throws Exception {
    Path original = lab.formatted("original");
    // Behind the escrow's slot, so that it is there still when that one is removed at the end.
    lab.addPassphrase(original);
    XtsDisk.fill(original, DATA_BYTES);
    byte[] data = XtsDisk.read(lab, original, DATA_BYTES);
    DiskTrace whole = trace("reencrypt", original, "whole", List.of());
    int killed = 0;
    int between = 0;
    for (int at = 0; at < whole.calls().size(); at += STEP) {
      Call call = whole.calls().get(at);
      String name = "kill-%d".formatted(at);
      DiskTrace _ =
          trace(
              "reencrypt",
              original,
              name,
              List.of(
                  "-e", "inject=%s:signal=SIGKILL:when=%d".formatted(call.name(), call.ordinal())));
      Path disk = lab.path(name);
      try (Disk opened = Disk.toRead(disk)) {
        between += Reencryption.read(opened).isPresent() ? 1 : 0;
      }
      lab.edit(
          disk,
          editor -> {
            VolumeChange.run("reencrypt", editor, lab.path("none"));
            return true;
          });
      lab.assertOpens(disk, 1);
      assertThat(XtsDisk.read(lab, disk, DATA_BYTES)).as(name).isEqualTo(data);
      assertThat(lab.metadata(disk).keyslots()).as(name).hasSize(2);
      assertThat(lab.opensByPassphrase(disk)).as(name).isTrue();
      assertThat(lab.metadata(disk).tokens()).as(name).hasSize(1);
      killed++;
      Files.delete(disk);
    }
    assertThat(between).isPositive();
    System.out.printf(
        "reencrypt: killed at %d of %d system calls on the disk, %d times in between%n",
        killed, whole.calls().size(), between);
  }

  /**
   * Power lost: of what was written since the last flush any sectors reached the disk. The disk's
   * states are made from what the program wrote.
   *
   * @param damaged which copy of the header is damaged already, or 2 for neither
   */
  @ParameterizedTest
  @CsvSource({
    "enroll,2",
    "rotate,2",
    "rotate,0",
    "rotate,1",
    "renew,2",
    "renew,0",
    "confirm,2",
    "confirm,1",
    "remember,2",
    "remember,0",
    "forget,2"
  })
  void changeThatLosesPowerLeavesAVolumeThatOpens(String change, int damaged) throws Exception {
    Path original = original(change);
    if (damaged < 2) {
      VolumeLab.overwrite(original, damaged * 16384L + 4100, new byte[] {'?'});
    }
    DiskTrace whole = trace(change, original, "whole", List.of());
    Path state = lab.copy(original, "state");
    int states = 0;
    boolean flushed = true;
    for (Call call : whole.calls()) {
      if (call.flushes()) {
        flushed = true;
      }
      if (!call.writes()) {
        continue;
      }
      assertThat(flushed).as("one write is flushed before the next").isTrue();
      flushed = false;
      byte[] before = VolumeLab.read(state, call.offset(), call.bytes().length);
      for (byte[] torn : torn(before, call.bytes())) {
        VolumeLab.overwrite(state, call.offset(), torn);
        assertOpens(change, state, "state " + states);
        states++;
      }
      VolumeLab.overwrite(state, call.offset(), call.bytes());
    }
    assertThat(flushed).as("the last write is flushed").isTrue();
    assertThat(Files.mismatch(state, lab.path("whole"))).isEqualTo(-1);
    System.out.printf("%s: power lost in %d states%n", change, states);
  }

  /** Beginnings, ends, and every other sector. */
  private static List<byte[]> torn(byte[] before, byte[] after) {
    int sectors = after.length / SECTOR_BYTES;
    List<byte[]> states = new ArrayList<>();
    for (int kept :
        STEP == 1 ? new int[] {1, 2, 7, 8, 9, sectors / 2, sectors - 1} : new int[] {8}) {
      states.add(mixed(before, after, 0, kept, 1));
    }
    states.add(mixed(before, after, 1, sectors, 1));
    states.add(mixed(before, after, 0, sectors, 2));
    states.add(after);
    return states;
  }

  private static byte[] mixed(byte[] before, byte[] after, int from, int to, int step) {
    byte[] state = before.clone();
    for (int sector = from; sector < to; sector += step) {
      int at = sector * SECTOR_BYTES;
      System.arraycopy(after, at, state, at, SECTOR_BYTES);
    }
    return state;
  }

  /** Makes the change to a copy of a disk in a process of its own, and reports what it did. */
  private DiskTrace trace(String change, Path original, String name, List<String> more)
      throws Exception {
    Path disk = lab.copy(original, name);
    Path trace = lab.path(name + ".trace");
    Path backup = lab.path(name + ".new-backup");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            VolumeChange.class.getName(),
            change,
            disk.toString(),
            backup.toString());
    File output = lab.path(name + ".out").toFile();
    Process process =
        new ProcessBuilder(DiskTrace.of(trace, disk, more, command))
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(output.toPath()))
        .isEqualTo(more.isEmpty() ? 0 : 128 + 9);
    DiskTrace read = DiskTrace.read(trace);
    Files.delete(trace);
    Files.deleteIfExists(backup);
    return read;
  }

  private void assertOpensAndCanBeChangedAgain(String change, Path disk, String name)
      throws Exception {
    assertOpens(change, disk, name);
    lab.edit(
        disk,
        editor -> {
          VolumeChange.run(change, editor, lab.path(name + ".backup"));
          return true;
        });
    switch (change) {
      case "enroll" -> assertSlots(disk, 2, () -> lab.assertOpens(disk, 1));
      case "rotate" -> assertSlots(disk, 1, () -> lab.assertOpens(disk, 2));
      case "renew" -> assertDerivedOpens(disk, 1, 2);
      case "confirm" -> assertSlots(disk, 1, () -> assertDerivedOpens(disk, 2));
      default -> assertSlots(disk, 1, () -> assertDerivedOpens(disk, 1));
    }
  }

  /** What opened before opens, or what was to open. */
  private void assertSlots(Path disk, int slots, VolumeLab.Attempt opens) throws Exception {
    opens.run();
    assertThat(lab.metadata(disk).keyslots()).hasSize(slots);
  }

  private void assertDerivedOpens(Path disk, int... firmwares) throws Exception {
    for (int firmware : firmwares) {
      assertThat(derivedOpens(disk, firmware)).as("firmware " + firmware).isTrue();
    }
  }

  private boolean derivedOpens(Path disk, int firmware) throws Exception {
    return lab.look(
        disk,
        volume -> {
          try (SlotKey key = DerivedLab.key(firmware)) {
            var _ = volume.check(DerivedLab.OWNER, key);
            return true;
          } catch (VolumeException refused) {
            return false;
          }
        });
  }

  private void assertOpens(String change, Path disk, String name) throws Exception {
    switch (change) {
      case "enroll", "rotate" -> {}
      case "confirm" -> {
        // The new slot was seen to open before this began.
        assertThat(derivedOpens(disk, 2)).as(name).isTrue();
        return;
      }
      default -> {
        assertThat(derivedOpens(disk, 1)).as(name).isTrue();
        return;
      }
    }
    if (change.equals("enroll")) {
      assertThat(passphraseOpens(disk)).as(name).isTrue();
    } else {
      assertThat(opens(disk, 1) || opens(disk, 2)).as(name).isTrue();
    }
  }

  private boolean opens(Path disk, int version) throws Exception {
    try {
      lab.assertOpens(disk, version);
      return true;
    } catch (VolumeException refused) {
      return false;
    }
  }

  private boolean passphraseOpens(Path disk) throws Exception {
    try (Disk opened = Disk.toRead(disk);
        MemoryFile memory =
            MemoryFile.of(Header.read(opened).withoutTokens(), opened, lab.random())) {
      lab.cryptsetup().check(memory, 0, VolumeLab.passphrase());
      return true;
    } catch (VolumeException refused) {
      return false;
    }
  }
}
