package dev.sealkeep.agent;

import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.volume.NewSlot;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.disk.HeaderBackup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.Pending;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code sealkeep-guest enroll}: gives a volume the slots that the configuration's mode wants. What
 * the mode costs is said before anything is done.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record EnrollCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  ExitStatus run(CommandLine.Enroll arguments) throws IOException, InterruptedException {
    Path backup = Path.of(arguments.backup());
    Optional<String> obstacle = HeaderBackup.obstacle(backup);
    if (obstacle.isPresent()) {
      return messages.usage("the header backup cannot be written: " + obstacle.get());
    }
    VolumeWork work = new VolumeWork(messages, devices, timing);
    return work.configured(
        arguments.config(),
        arguments.devices(),
        configuration -> {
          Optional<String> file = arguments.passphrase();
          try (SecretBytes passphrase =
                  file.isPresent()
                      ? VolumeWork.secret(file.get())
                      : SecretBytes.owning(new byte[0]);
              Disk disk = Disk.toChange(Path.of(arguments.device()))) {
            return new Run(work, configuration, disk, backup, arguments)
                .enroll(file.map(_ -> passphrase));
          }
        });
  }

  /** One volume that gets slots. */
  private final class Run {
    private final VolumeWork work;
    private final VolumeConfiguration configuration;
    private final SlotKeys keys;
    private final Disk disk;
    private final Path backup;
    private final CommandLine.Enroll arguments;

    Run(
        VolumeWork work,
        VolumeConfiguration configuration,
        Disk disk,
        Path backup,
        CommandLine.Enroll arguments) {
      this.work = work;
      this.configuration = configuration;
      this.keys = new SlotKeys(configuration, devices);
      this.disk = disk;
      this.backup = backup;
      this.arguments = arguments;
    }

    ExitStatus enroll(Optional<SecretBytes> passphrase)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Optional<String> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return messages.usage(obstacle.get());
      }
      // Before the escrow is asked: whether the disk is one that may be changed so.
      Optional<Pending> pending = Optional.empty();
      if (arguments.format()) {
        VolumeEditor editor = VolumeWork.editor(disk);
        boolean _ = VolumeWork.bounded(() -> editor.checkForFormat(arguments.erase()));
      } else {
        pending = keys.pendingBeside(VolumeWork.read(disk));
      }
      Optional<Pending> proof = pending;
      Optional<Derivation> derivation =
          configuration.mode().derives()
              ? Optional.of(keys.newDerivation(keys.limits()))
              : Optional.empty();
      warn();
      if (!configuration.mode().asksEscrow()) {
        try (SlotKey key = keys.derived(derivation.orElseThrow())) {
          return write(List.of(new NewSlot(key, proof)), passphrase, Optional.empty());
        }
      }
      return work.released(
          configuration,
          Wanted.ENROLL,
          released -> {
            List<NewSlot> slots = new ArrayList<>();
            try {
              make(released, derivation, proof, slots);
              return write(slots, passphrase, Optional.of(released));
            } finally {
              slots.forEach(slot -> slot.key().close());
            }
          });
    }

    /** What keeps the command from being carried out in this mode. */
    private Optional<String> obstacle() {
      return switch (configuration.mode()) {
        case ESCROW, ESCROW_OR_DERIVED -> Optional.empty();
        case SPLIT, DERIVED ->
            arguments.passphrase().isPresent() || configuration.recovery().isPresent()
                ? Optional.empty()
                : Optional.of(
                    "under `mode = %s` any new firmware image, kernel or initrd shuts the volume:"
                            .formatted(configuration.mode().spelling())
                        + " give it a slot of your own as well, with `--passphrase FILE`, or name"
                        + " `recovery` in the configuration");
      };
    }

    private void warn() {
      if (configuration.recovery().isPresent()) {
        messages.say(
            "warning: `recovery` keeps a passphrase on the disk that X25519 alone protects:",
            "who copies the disk today may open it when there are large quantum computers.");
      }
      switch (configuration.mode()) {
        case ESCROW -> {}
        case ESCROW_OR_DERIVED ->
            messages.say(
                "warning: `mode = escrow-or-derived` gives no revocation against the host:",
                "it can always keep the escrow from answering, and then this processor opens the"
                    + " volume.");
        case SPLIT ->
            messages.say(
                "warning: `mode = split` needs this processor and this image besides the escrow:",
                "before either changes, have another slot at hand, such as that of the"
                    + " passphrase.");
        case DERIVED ->
            messages.say(
                "warning: `mode = derived` has no policy, no log and no revocation,",
                "and needs this processor and this image: have another slot at hand, such as that"
                    + " of the passphrase.");
      }
    }

    private void make(
        GetOutcome.Released released,
        Optional<Derivation> derivation,
        Optional<Pending> pending,
        List<NewSlot> slots)
        throws DeviceException {
      switch (configuration.mode()) {
        case ESCROW -> slots.add(NewSlot.of(keys.escrowed(released)));
        case ESCROW_OR_DERIVED -> {
          slots.add(NewSlot.of(keys.escrowed(released)));
          slots.add(new NewSlot(keys.derived(derivation.orElseThrow()), pending));
        }
        case SPLIT ->
            slots.add(new NewSlot(keys.split(released, derivation.orElseThrow()), pending));
        case DERIVED -> throw new IllegalStateException("the escrow was not asked");
      }
    }

    private ExitStatus write(
        List<NewSlot> slots,
        Optional<SecretBytes> passphrase,
        Optional<GetOutcome.Released> released)
        throws VolumeException, IOException {
      VolumeEditor editor = VolumeWork.editor(disk);
      VolumeEditor.Report report =
          VolumeWork.bounded(
              () ->
                  arguments.format()
                      ? editor.format(
                          keys.owner(),
                          slots,
                          passphrase,
                          configuration.recovery(),
                          arguments.erase(),
                          backup)
                      : editor.enroll(keys.owner(), slots, passphrase.orElseThrow(), backup));
      if (!arguments.format()) {
        work.addRecovery(disk, configuration, keys.owner(), slots.getFirst().key());
      }
      String action = arguments.format() ? "formatted" : report.changed() ? "added" : "unchanged";
      VolumeReport.changed(
              action,
              report,
              released.map(GetOutcome.Released::decision),
              Optional.of(backup).filter(_ -> report.changed()))
          .write(out, arguments.output());
      return ExitStatus.DONE;
    }
  }
}
