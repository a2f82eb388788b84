package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Purpose;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code sealkeep-guest unlock}: opens a volume, by the keys that the configuration's mode names. A
 * disk is read and judged before the escrow or the hardware is asked for anything.
 *
 * @param out where the summary goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record UnlockCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  /** What device-mapper and udev take without quoting. */
  private static final Pattern MAPPING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,126}");

  ExitStatus run(CommandLine.Unlock arguments) throws IOException, InterruptedException {
    if (!MAPPING.matcher(arguments.name()).matches()) {
      return messages.usage("`NAME` wants up to 127 letters, digits, `_`, `.` and `-`");
    }
    VolumeWork work = new VolumeWork(messages, devices, timing);
    return work.configured(
        arguments.config(),
        arguments.devices(),
        configuration -> {
          try (Disk disk = Disk.toRead(Path.of(arguments.device()))) {
            return new Run(
                    work,
                    configuration,
                    new SlotKeys(configuration, devices),
                    VolumeWork.readAny(disk),
                    Path.of(arguments.device()),
                    arguments)
                .unlock();
          }
        });
  }

  /** One volume that is to be opened. */
  private final class Run {
    private final VolumeWork work;
    private final VolumeConfiguration configuration;
    private final SlotKeys keys;
    private final Volume volume;
    private final Path disk;
    private final CommandLine.Unlock arguments;

    Run(
        VolumeWork work,
        VolumeConfiguration configuration,
        SlotKeys keys,
        Volume volume,
        Path disk,
        CommandLine.Unlock arguments) {
      this.work = work;
      this.configuration = configuration;
      this.keys = keys;
      this.volume = volume;
      this.disk = disk;
      this.arguments = arguments;
    }

    ExitStatus unlock() throws VolumeException, DeviceException, IOException, InterruptedException {
      if (devices.mapper().has(arguments.name())) {
        throw new VolumeException(VolumeFault.MAPPER_BUSY, "/dev/mapper/" + arguments.name());
      }
      List<Stored> tokens = volume.tokensOf(keys.owner());
      Wanted wanted = new Wanted(Purpose.UNLOCK, SlotKeys.newestVersion(tokens));
      return switch (configuration.mode()) {
        case ESCROW ->
            work.released(
                configuration,
                wanted,
                released -> open(keys.escrowed(released), Optional.of(released.decision())));
        case SPLIT ->
            work.released(
                configuration,
                wanted,
                released -> {
                  try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.of(released))) {
                    return open(key, Optional.of(released.decision()));
                  }
                });
        case DERIVED -> {
          try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.empty())) {
            yield open(key, Optional.empty());
          }
        }
        case ESCROW_OR_DERIVED -> escrowOrDerived(wanted);
      };
    }

    /**
     * Asks the escrow, and has the hardware derive the key if nobody gave an answer: a denial, an
     * answer that is not to be trusted and a machine without evidence are the end (invariant 6).
     */
    private ExitStatus escrowOrDerived(Wanted wanted)
        throws VolumeException, DeviceException, IOException, InterruptedException {
      Optional<Fallbacks> memory = verifiedMemory();
      KeyFetch fetch = new KeyFetch(messages, devices, timing);
      return switch (fetch.ask(
          configuration.escrow().orElseThrow(),
          configuration.devices(),
          Optional.empty(),
          memory.map(wanted::withFallbacks).orElse(wanted))) {
        case KeyFetch.Answer.Unasked(ExitStatus status) -> status;
        case KeyFetch.Answer.Asked(GetOutcome.Unreachable(String detail)) -> fallBack(detail);
        case KeyFetch.Answer.Asked(GetOutcome.Released released) -> {
          try (SlotKey key = keys.escrowed(released)) {
            ExitStatus status = open(key, Optional.of(released.decision()));
            if (status == ExitStatus.DONE) {
              reported(key, memory);
            }
            yield status;
          }
        }
        case KeyFetch.Answer.Asked(GetOutcome other) -> fetch.report(other);
      };
    }

    /** What the disk remembers of fallbacks, as far as the hardware's key proves it. */
    private Optional<Fallbacks> verifiedMemory() throws VolumeException {
      if (!volume.claimsFallbacks()) {
        return Optional.empty();
      }
      try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.empty())) {
        return VolumeWork.bounded(() -> volume.fallbacks(keys.owner(), key));
      } catch (VolumeException | DeviceException unproven) {
        // Another kernel's, or another processor's: `renew` proves it by the escrow's slot.
        return Optional.empty();
      }
    }

    private ExitStatus fallBack(String detail)
        throws VolumeException, DeviceException, IOException {
      messages.say(
          "no escrow could be asked before the deadline: " + detail,
          "Opening with the key that this processor derives, as `mode` allows.");
      try (SlotKey key = keys.enrolled(volume, keys.limits(), Optional.empty())) {
        ExitStatus status = open(key, Optional.empty());
        if (status == ExitStatus.DONE) {
          remember(key);
        }
        return status;
      }
    }

    /** The volume is open by now, and stays so whatever becomes of this. */
    private void remember(SlotKey key) {
      try {
        Fallbacks uses =
            VolumeWork.bounded(
                () -> {
                  try (Disk writable = Disk.toChange(disk)) {
                    return VolumeWork.memory(writable)
                        .remember(keys.owner(), key, devices.boot().now());
                  }
                });
        messages.say(
            "opened without the escrow; uses since its last report: %d. It is told when it is back"
                .formatted(uses.count()));
      } catch (VolumeException unwritten) {
        messages.say(
            "the disk does not remember that it was opened without the escrow: "
                + unwritten.problem().display());
      }
    }

    private void reported(SlotKey key, Optional<Fallbacks> reported) {
      if (!volume.claimsFallbacks()) {
        return;
      }
      try {
        VolumeWork.boundedly(
            () -> {
              try (Disk writable = Disk.toChange(disk)) {
                VolumeWork.memory(writable).forget(keys.owner(), key, reported);
              }
            });
      } catch (VolumeException unwritten) {
        messages.say(
            "the disk goes on remembering what the escrow was told: "
                + unwritten.problem().display());
      }
    }

    private ExitStatus open(SlotKey key, Optional<DecisionId> decision)
        throws VolumeException, IOException {
      if (volume.pending().isEmpty()) {
        return open(volume, key, decision);
      }
      VolumeToken _ = new Reencrypting(messages).finish(disk, keys.owner(), key);
      try (Disk finished = Disk.toRead(disk)) {
        return open(VolumeWork.read(finished), key, decision);
      }
    }

    private ExitStatus open(Volume whole, SlotKey key, Optional<DecisionId> decision)
        throws VolumeException, IOException {
      if (!extended(whole, key)) {
        return ExitStatus.VOLUME_FAILED;
      }
      VolumeToken token = activated(whole, key);
      try {
        keepSlot(token);
        VolumeReport.unlocked(whole.header().uuid(), token, decision, arguments.name())
            .write(out, arguments.format());
        return ExitStatus.DONE;
      } catch (IOException unreported) {
        closeAgain();
        throw unreported;
      }
    }

    /**
     * Extends what the configuration names, once the key is known to open the volume and before
     * that is done: what is on it could ask again, and the host could keep this from going on.
     */
    private boolean extended(Volume whole, SlotKey key) throws VolumeException {
      DeviceSettings settings = configuration.devices();
      if (settings.extend().isEmpty()) {
        return true;
      }
      VolumeToken _ = VolumeWork.bounded(() -> whole.check(keys.owner(), key));
      try {
        devices.extend(settings, settings.extend().get());
        return true;
      } catch (DeviceException failed) {
        messages.say("the volume was not opened: " + failed.problem().display());
        return false;
      }
    }

    private VolumeToken activated(Volume whole, SlotKey key) throws VolumeException {
      try {
        return VolumeWork.bounded(
            () -> devices.mapper().open(whole, keys.owner(), key, arguments.name()));
      } catch (VolumeException failed) {
        // The mapping may be there by then: libcryptsetup waits for udev with it.
        if (failed.problem().fault() == VolumeFault.LIBRARY_TIMEOUT) {
          closeAgain();
        }
        throw failed;
      }
    }

    private void closeAgain() {
      try {
        VolumeWork.boundedly(() -> devices.mapper().close(arguments.name()));
        messages.say("the volume was closed again");
      } catch (VolumeException unclosed) {
        messages.say(
            "the volume may be open and could not be closed: " + unclosed.problem().display());
      }
    }

    private void keepSlot(VolumeToken token) {
      try {
        devices.boot().opened(volume.header().uuid(), token.keyslot());
      } catch (IOException unkept) {
        messages.say("nothing keeps which slot opened the volume: " + unkept.getMessage());
      }
    }
  }
}
