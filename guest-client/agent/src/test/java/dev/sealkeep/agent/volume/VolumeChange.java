package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Reencryption;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.log.Fallbacks;
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

  static void run(String change, VolumeEditor editor, Path backup) throws Exception {
    Object _ = report(change, editor, backup);
  }

  private static Object report(String change, VolumeEditor editor, Path backup) throws Exception {
    FallbackMemory memory = new FallbackMemory(editor.disk(), editor.cryptsetup(), editor.random());
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
      case "renew" ->
          editor.renew(
              DerivedLab.OWNER,
              DerivedLab.pending(2),
              new Opening.Slot(DerivedLab.key(1)),
              _ -> false,
              Optional.of(backup));
      case "confirm" -> editor.confirm(DerivedLab.OWNER, DerivedLab.key(2));
      case "remember" -> memory.remember(DerivedLab.OWNER, DerivedLab.key(1), 1_790_000_000L);
      case "forget" -> {
        Optional<Fallbacks> reported =
            Volume.read(editor.disk(), editor.cryptsetup(), editor.random())
                .fallbacks(DerivedLab.OWNER, DerivedLab.key(1));
        memory.forget(DerivedLab.OWNER, DerivedLab.key(1), reported);
        yield reported;
      }
      case "reencrypt" -> reencrypt(editor);
      default -> throw new IllegalArgumentException(change);
    };
  }

  /** Begins it, unless it is under way, and finishes it. */
  private static VolumeEditor.Report reencrypt(VolumeEditor editor) throws Exception {
    VolumeReencryption reencryption =
        new VolumeReencryption(editor.disk(), editor.cryptsetup(), editor.random());
    if (Reencryption.read(editor.disk()).isEmpty()) {
      reencryption.begin(
          VolumeLab.OWNER,
          List.of(VolumeLab.key(1)),
          List.of(VolumeLab.passphrase()),
          Optional.empty());
    }
    VolumeToken token = reencryption.finish(VolumeLab.OWNER, VolumeLab.key(1), (_, _) -> {});
    return new VolumeEditor.Report(
        Header.read(editor.disk()).uuid(), List.of(token), true, List.of());
  }
}
