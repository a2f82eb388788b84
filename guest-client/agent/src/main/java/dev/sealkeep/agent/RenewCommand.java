package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.report.DerivationLimits;
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
import dev.sealkeep.agent.volume.token.Pending;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code sealkeep-guest renew}: gives a volume a slot for the firmware and the image that run now,
 * and takes older ones away once the new one has proved itself. Made to run after every boot and
 * once a day; most runs change nothing.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record RenewCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  ExitStatus run(CommandLine.Renew arguments) throws IOException, InterruptedException {
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
          if (!configuration.mode().derives()) {
            messages.say("`mode` is `escrow`: nothing of this volume is derived or renewed");
            return ExitStatus.DONE;
          }
          Optional<String> file = arguments.passphrase();
          try (SecretBytes passphrase =
                  file.isPresent()
                      ? VolumeWork.secret(file.get())
                      : SecretBytes.owning(new byte[0]);
              Disk disk = Disk.toChange(Path.of(arguments.device()))) {
            return new Run(work, configuration, disk, backup, arguments)
                .renew(file.map(_ -> new Opening.Passphrase(passphrase)));
          }
        });
  }

  /** One volume that is renewed. */
  private final class Run {
    private final VolumeWork work;
    private final VolumeConfiguration configuration;
    private final SlotKeys keys;
    private final Disk disk;
    private final Optional<Path> backup;
    private final CommandLine.Renew arguments;

    Run(
        VolumeWork work,
        VolumeConfiguration configuration,
        Disk disk,
        Optional<Path> backup,
        CommandLine.Renew arguments) {
      this.work = work;
      this.configuration = configuration;
      this.keys = new SlotKeys(configuration, devices);
      this.disk = disk;
      this.backup = backup;
      this.arguments = arguments;
    }

    ExitStatus renew(Optional<Opening> passphrase)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Volume volume = VolumeWork.read(disk);
      List<Stored> tokens = volume.tokensOf(keys.owner());
      DerivationLimits limits = keys.limits();
      Derivation wanted = keys.newDerivation(limits);
      for (Stored token : tokens) {
        Optional<Derivation> old = token.value().source().derived();
        // Never for older firmware than was enrolled, which a host could offer.
        if (old.isPresent() && SlotKeys.isAhead(old.get(), limits)) {
          throw SlotKeys.ahead(old.get(), limits);
        }
      }
      OptionalInt version = SlotKeys.newestVersion(tokens);
      Wanted asked = version.isPresent() ? Wanted.enroll(version.getAsInt()) : Wanted.ENROLL;
      return switch (configuration.mode()) {
        case SPLIT ->
            work.released(
                configuration,
                asked,
                released -> {
                  try (SlotKey made = keys.split(released, wanted)) {
                    return settle(volume, limits, made, Optional.of(released), passphrase);
                  }
                });
        case DERIVED -> {
          try (SlotKey made = keys.derived(wanted)) {
            yield settle(volume, limits, made, Optional.empty(), passphrase);
          }
        }
        case ESCROW_OR_DERIVED -> {
          try (SlotKey made = keys.derived(wanted)) {
            yield escrowOrDerived(volume, limits, made, asked, passphrase);
          }
        }
        case ESCROW -> throw new IllegalStateException("nothing is derived");
      };
    }

    /** The slot of a former image opens nothing any more; then the escrow's does. */
    private ExitStatus escrowOrDerived(
        Volume volume,
        DerivationLimits limits,
        SlotKey made,
        Wanted asked,
        Optional<Opening> passphrase)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Optional<SlotKey> enrolled = Optional.empty();
      try {
        enrolled = Optional.of(keys.enrolled(volume, limits, Optional.empty()));
      } catch (VolumeException none) {
        // No derived slot is of this image and processor.
      }
      if (enrolled.isPresent()) {
        try (SlotKey old = enrolled.get()) {
          report(volume, old, asked);
          return settle(volume, made, Optional.of(new Opening.Slot(old)));
        }
      }
      if (passphrase.isPresent()) {
        return settle(volume, made, passphrase);
      }
      return work.released(
          configuration,
          asked,
          released -> {
            SlotKey key = keys.escrowed(released);
            report(volume, key, asked);
            return settle(volume, made, Optional.of(new Opening.Slot(key)));
          });
    }

    /**
     * Tells the escrow what the disk remembers of fallbacks. If that cannot be done now, it
     * remembers on.
     *
     * @param key of a slot that opens
     */
    private void report(Volume volume, SlotKey key, Wanted asked)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      if (!volume.claimsFallbacks()) {
        return;
      }
      Optional<Fallbacks> memory = VolumeWork.bounded(() -> volume.fallbacks(keys.owner(), key));
      if (memory.isEmpty()) {
        VolumeWork.boundedly(
            () -> VolumeWork.memory(disk).forget(keys.owner(), key, Optional.empty()));
        return;
      }
      ExitStatus _ =
          work.released(
              configuration,
              asked.withFallbacks(memory.get()),
              released -> {
                VolumeWork.boundedly(
                    () -> VolumeWork.memory(disk).forget(keys.owner(), key, memory));
                messages.say(
                    "told the escrow of the volume's openings without it: %d, decision %s"
                        .formatted(memory.get().count(), released.decision()));
                return ExitStatus.DONE;
              });
    }

    private ExitStatus settle(
        Volume volume,
        DerivationLimits limits,
        SlotKey made,
        Optional<GetOutcome.Released> released,
        Optional<Opening> passphrase)
        throws VolumeException, DeviceException, IOException {
      if (passphrase.isPresent()) {
        return settle(volume, made, passphrase);
      }
      try (SlotKey old = keys.enrolled(volume, limits, released)) {
        return settle(volume, made, Optional.of(new Opening.Slot(old)));
      }
    }

    /** Makes the slot, or sees whether it may replace the others. */
    private ExitStatus settle(Volume volume, SlotKey made, Optional<Opening> opening)
        throws VolumeException, IOException {
      Optional<VolumeToken> there = there(volume, made);
      VolumeEditor editor = VolumeWork.editor(disk);
      if (there.isEmpty()) {
        NewSlot slot = new NewSlot(made, pending(volume));
        OptionalInt opened = devices.boot().openedBy(volume.header().uuid());
        OptionalInt used = slot(volume, opening.orElseThrow());
        return write(
            "renewed",
            VolumeWork.bounded(
                () ->
                    editor.renew(
                        keys.owner(),
                        slot,
                        opening.orElseThrow(),
                        token ->
                            opened.equals(OptionalInt.of(token.keyslot()))
                                || used.equals(OptionalInt.of(token.keyslot())),
                        backup)));
      }
      Proof proof = proof(volume, there.get());
      return switch (proof) {
        case PROVED -> {
          VolumeEditor.Report report = VolumeWork.bounded(() -> editor.confirm(keys.owner(), made));
          yield write(report.changed() ? "confirmed" : "unchanged", report);
        }
        case AWAITED ->
            write(
                "pending",
                new VolumeEditor.Report(
                    volume.header().uuid(), List.of(there.get()), false, List.of()));
        case FAILED -> {
          messages.say(
              "slot %d has not opened this boot, though it was there: the older slots stay"
                  .formatted(there.get().keyslot()),
              "See what `unlock` said at boot; an initrd with an older sealkeep-guest may be the"
                  + " reason.");
          yield ExitStatus.VOLUME_REFUSED;
        }
      };
    }

    private Optional<VolumeToken> there(Volume volume, SlotKey made) {
      try {
        return Optional.of(VolumeWork.bounded(() -> volume.check(keys.owner(), made)));
      } catch (VolumeException absent) {
        return Optional.empty();
      }
    }

    private OptionalInt slot(Volume volume, Opening opening) throws VolumeException {
      return switch (opening) {
        case Opening.Passphrase _ -> OptionalInt.empty();
        case Opening.Slot(SlotKey key) ->
            OptionalInt.of(VolumeWork.bounded(() -> volume.check(keys.owner(), key)).keyslot());
      };
    }

    /** A slot that takes another's place before that proved itself goes on with its time. */
    private Optional<Pending> pending(Volume volume) throws VolumeException {
      long since =
          volume.tokensOf(keys.owner()).stream()
              .flatMap(token -> token.value().pending().stream())
              .mapToLong(Pending::since)
              .min()
              .orElse(Long.MAX_VALUE);
      return keys.pendingBeside(volume)
          .map(now -> new Pending(Math.min(since, now.since()), now.boot()));
    }

    /** Whether a slot that was just seen to open may be the only one with a derived part. */
    private Proof proof(Volume volume, VolumeToken token) {
      return token
          .pending()
          .map(
              pending ->
                  Proof.of(
                      pending,
                      configuration.mode() == KeyMode.ESCROW_OR_DERIVED,
                      token.keyslot(),
                      devices.boot(),
                      volume.header().uuid()))
          .orElse(Proof.PROVED);
    }

    private ExitStatus write(String action, VolumeEditor.Report report) throws IOException {
      VolumeReport.renewed(action, report, backup.filter(_ -> action.equals("renewed")))
          .write(out, arguments.output());
      return ExitStatus.DONE;
    }
  }
}
