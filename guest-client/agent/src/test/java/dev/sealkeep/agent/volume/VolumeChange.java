package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** A program that makes one change to one disk, to be killed while it does. */
public final class VolumeChange {
  private VolumeChange() {}

  /** The change's name, the disk, and a new file for a backup. */
  public static void main(String[] arguments) throws Exception {
    try (Disk disk = Disk.toChange(Path.of(arguments[1]))) {
      run(
          arguments[0],
          new VolumeEditor(disk, Cryptsetup.load(), new SecureRandom()),
          Path.of(arguments[2]));
    }
  }

  static VolumeEditor.Report run(String change, VolumeEditor editor, Path backup) throws Exception {
    return switch (change) {
      case "enroll" ->
          editor.enroll(
              VolumeLab.OWNER, List.of(VolumeLab.slot(1)), VolumeLab.passphrase(), backup);
      case "rotate" ->
          editor.rotate(
              VolumeLab.OWNER,
              VolumeLab.slot(2),
              Optional.of(VolumeLab.old(1)),
              Optional.of(backup));
      default -> throw new IllegalArgumentException(change);
    };
  }
}
