package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.volume.NewSlot;
import dev.sealkeep.agent.volume.Opening;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.disk.HeaderBackup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.token.Pending;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code sealkeep-guest rotate}: puts a new version of the escrow's key in place of older ones.
 * What the hardware has a part in keeps its derivation, so that one thing changes at a time.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record RotateCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  ExitStatus run(CommandLine.Rotate arguments) throws IOException, InterruptedException {
    Optional<Path> backup = arguments.backup().map(Path::of);
    Optional<String> obstacle = backup.flatMap(HeaderBackup::obstacle);
    if (obstacle.isPresent()) {
      return messages.usage("the header backup cannot be written: " + obstacle.get());
    }
    VolumeWork work = new VolumeWork(messages, devices, timing);
    return work.configured(
        arguments.config(),
        arguments.devices(),
        configuration -> {
          if (configuration.mode() == KeyMode.DERIVED) {
            return messages.usage(
                "`mode` is `derived`: there is no key at the escrow whose version could be new;"
                    + " `renew` is for a new firmware, kernel or initrd");
          }
          Optional<String> file = arguments.passphrase();
          try (SecretBytes passphrase =
                  file.isPresent()
                      ? VolumeWork.secret(file.get())
                      : SecretBytes.owning(new byte[0]);
              Disk disk = Disk.toChange(Path.of(arguments.device()))) {
            return new Run(
                    work,
                    configuration,
                    new SlotKeys(configuration, devices),
                    disk,
                    backup,
                    arguments)
                .rotate(file.map(_ -> new Opening.Passphrase(passphrase)));
          }
        });
  }

  /** One volume that gets a new version. */
  private final class Run {
    private final VolumeWork work;
    private final VolumeConfiguration configuration;
    private final SlotKeys keys;
    private final Disk disk;
    private final Optional<Path> backup;
    private final CommandLine.Rotate arguments;

    Run(
        VolumeWork work,
        VolumeConfiguration configuration,
        SlotKeys keys,
        Disk disk,
        Optional<Path> backup,
        CommandLine.Rotate arguments) {
      this.work = work;
      this.configuration = configuration;
      this.keys = keys;
      this.disk = disk;
      this.backup = backup;
      this.arguments = arguments;
    }

    ExitStatus rotate(Optional<Opening> passphrase)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Volume volume = VolumeWork.read(disk);
      OptionalInt enrolled = SlotKeys.newestVersion(volume.tokensOf(keys.owner()));
      if (enrolled.isEmpty()) {
        throw new VolumeException(VolumeFault.TOKEN_VERSION, "no slot is for a key of the escrow");
      }
      return work.released(
          configuration,
          Wanted.ENROLL,
          released -> {
            if (passphrase.isPresent()) {
              return replace(volume, released, passphrase);
            }
            return released.keyVersion() == enrolled.getAsInt()
                ? current(volume, released)
                : work.released(
                    configuration,
                    Wanted.unlock(enrolled.getAsInt()),
                    old -> replace(volume, released, old));
          });
    }

    /** The version is enrolled already: what an interrupted run left is removed. */
    private ExitStatus current(Volume volume, GetOutcome.Released released)
        throws VolumeException, DeviceException, IOException {
      if (configuration.mode() != KeyMode.SPLIT) {
        return write(NewSlot.of(keys.escrowed(released)), released, Optional.empty());
      }
      try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.of(released))) {
        return write(NewSlot.of(key), released, Optional.empty());
      }
    }

    private ExitStatus replace(
        Volume volume, GetOutcome.Released released, GetOutcome.Released older)
        throws VolumeException, DeviceException, IOException {
      if (configuration.mode() != KeyMode.SPLIT) {
        return write(
            NewSlot.of(keys.escrowed(released)),
            released,
            Optional.of(new Opening.Slot(keys.escrowed(older))));
      }
      try (SlotKey before = keys.enrolled(volume, keys.limits(), Optional.of(older))) {
        // No boot was opened by the slot that is made now.
        Optional<Pending> pending =
            VolumeWork.bounded(() -> volume.check(keys.owner(), before))
                .pending()
                .map(old -> new Pending(old.since(), devices.boot().id()));
        Derivation derivation = before.source().derived().orElseThrow();
        try (SlotKey key = keys.split(released, derivation)) {
          return write(new NewSlot(key, pending), released, Optional.of(new Opening.Slot(before)));
        }
      }
    }

    private ExitStatus replace(
        Volume volume, GetOutcome.Released released, Optional<Opening> opening)
        throws VolumeException, DeviceException, IOException {
      if (configuration.mode() != KeyMode.SPLIT) {
        return write(NewSlot.of(keys.escrowed(released)), released, opening);
      }
      try (SlotKey key = keys.split(released, keys.newDerivation(keys.limits()))) {
        return write(new NewSlot(key, keys.pendingBeside(volume)), released, opening);
      }
    }

    private ExitStatus write(NewSlot slot, GetOutcome.Released released, Optional<Opening> opening)
        throws VolumeException, IOException {
      VolumeEditor editor = VolumeWork.editor(disk);
      VolumeEditor.Report report =
          VolumeWork.bounded(() -> editor.rotate(keys.owner(), slot, opening, backup));
      work.addRecovery(disk, configuration, keys.owner(), slot.key());
      VolumeReport.changed(
              report.changed() ? "rotated" : "unchanged",
              report,
              Optional.of(released.decision()),
              backup.filter(_ -> report.changed()))
          .write(out, arguments.output());
      return ExitStatus.DONE;
    }
  }
}
