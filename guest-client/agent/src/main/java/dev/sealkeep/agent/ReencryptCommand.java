package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.disk.HeaderBackup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code sealkeep-guest rotate --reencrypt}: replaces the key that the data of a volume are
 * encrypted with, once the volume has a slot for the newest version of the escrow's key. A disk
 * that is in use is prepared only, and {@code unlock} does it.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record ReencryptCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  ExitStatus run(CommandLine.Rotate arguments) throws IOException, InterruptedException {
    Optional<String> obstacle = arguments.backup().map(Path::of).flatMap(HeaderBackup::obstacle);
    if (obstacle.isPresent()) {
      return messages.usage("the header backup cannot be written: " + obstacle.get());
    }
    VolumeWork work = new VolumeWork(messages, devices, timing);
    return work.configured(
        arguments.config(),
        arguments.devices(),
        configuration -> {
          boolean begun;
          try (Disk disk = Disk.toRead(Path.of(arguments.device()))) {
            begun = VolumeWork.readAny(disk).pending().isPresent();
          }
          if (!begun && configuration.mode() != KeyMode.DERIVED) {
            ExitStatus rotated =
                new RotateCommand(OutputStream.nullOutputStream(), messages, devices, timing)
                    .run(arguments.withoutBackup());
            if (rotated != ExitStatus.DONE) {
              return rotated;
            }
          }
          return new Run(work, configuration, new SlotKeys(configuration, devices), arguments)
              .reencrypt();
        });
  }

  /** One volume that gets another key. */
  private final class Run {
    private final VolumeWork work;
    private final VolumeConfiguration configuration;
    private final SlotKeys keys;
    private final CommandLine.Rotate arguments;
    private final Path device;

    Run(
        VolumeWork work,
        VolumeConfiguration configuration,
        SlotKeys keys,
        CommandLine.Rotate arguments) {
      this.work = work;
      this.configuration = configuration;
      this.keys = keys;
      this.arguments = arguments;
      this.device = Path.of(arguments.device());
    }

    ExitStatus reencrypt()
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Volume volume;
      try (Disk disk = Disk.toRead(device)) {
        volume = VolumeWork.readAny(disk);
      }
      Wanted wanted =
          new Wanted(Purpose.ENROLL, SlotKeys.newestVersion(volume.tokensOf(keys.owner())));
      return switch (configuration.mode()) {
        case ESCROW ->
            work.released(
                configuration,
                wanted,
                released -> with(volume, List.of(keys.escrowed(released)), decision(released)));
        case SPLIT ->
            work.released(
                configuration,
                wanted,
                released -> {
                  try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.of(released))) {
                    return with(volume, List.of(key), decision(released));
                  }
                });
        case DERIVED -> {
          try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.empty())) {
            yield with(volume, List.of(key), Optional.empty());
          }
        }
        case ESCROW_OR_DERIVED ->
            work.released(
                configuration,
                wanted,
                released -> {
                  try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.empty())) {
                    return unreported(volume, key)
                        ? messages.usage(
                            "the volume was opened without the escrow, which was not told of it"
                                + " yet, and a new key would forget that: `unlock` it once while"
                                + " the escrow is there")
                        : with(volume, List.of(keys.escrowed(released), key), decision(released));
                  }
                });
      };
    }

    /** Whether there is a memory of fallbacks, which the key of the data vouches for. */
    private boolean unreported(Volume volume, SlotKey key) throws VolumeException {
      return volume.pending().isEmpty()
          && VolumeWork.bounded(() -> volume.fallbacks(keys.owner(), key)).isPresent();
    }

    private Optional<DecisionId> decision(GetOutcome.Released released) {
      return Optional.of(released.decision());
    }

    private ExitStatus with(Volume volume, List<SlotKey> slots, Optional<DecisionId> decision)
        throws VolumeException, IOException {
      try (Disk disk = Disk.toChange(device)) {
        if (volume.pending().isEmpty()) {
          begin(disk, slots);
        }
        if (disk.inUse()) {
          VolumeReport.prepared(volume.header().uuid(), decision).write(out, arguments.output());
          return ExitStatus.DONE;
        }
      }
      VolumeToken token = new Reencrypting(messages).finish(device, keys.owner(), slots.getFirst());
      Optional<Path> backup = arguments.backup().map(Path::of);
      if (backup.isPresent()) {
        try (Disk disk = Disk.toRead(device)) {
          VolumeWork.boundedly(
              () -> HeaderBackup.write(backup.get(), disk, VolumeWork.read(disk).header().bytes()));
        }
      }
      VolumeReport.reencrypted(volume.header().uuid(), token, decision, backup)
          .write(out, arguments.output());
      return ExitStatus.DONE;
    }

    private void begin(Disk disk, List<SlotKey> slots) throws VolumeException {
      List<SecretBytes> kept = new ArrayList<>();
      try {
        for (String file : arguments.keep()) {
          kept.add(VolumeWork.secret(file));
        }
        VolumeWork.boundedly(
            () ->
                VolumeWork.reencryption(disk)
                    .begin(keys.owner(), slots, kept, configuration.recovery()));
      } finally {
        kept.forEach(SecretBytes::close);
      }
    }
  }
}
