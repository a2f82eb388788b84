package dev.sealkeep.agent;

import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.agent.volume.FallbackMemory;
import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.Recovery;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.VolumeReencryption;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.configuration.VolumeConfigurationReader;
import dev.sealkeep.agent.volume.configuration.VolumeOutcome;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.fault.VolumeProblem;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the commands on volumes have in common.
 *
 * @param messages where goes what is wrong
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record VolumeWork(Messages messages, Devices devices, Timing timing) {
  /** Longer than any allowed key derivation takes; a host may withhold its disk for ever. */
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(5));

  /** What is done on a disk once the configuration is read. */
  interface Work {
    ExitStatus run(VolumeConfiguration configuration)
        throws VolumeException, DeviceException, IOException, InterruptedException;
  }

  /** What is done with a key that the escrow released. */
  interface WithReleased {
    ExitStatus run(GetOutcome.Released released)
        throws VolumeException, DeviceException, IOException, InterruptedException;
  }

  /** Work on a disk or in the library, which Java cannot interrupt. */
  interface Call<T> {
    T run() throws VolumeException;
  }

  /** The same, of which nothing comes. */
  interface Act {
    void run() throws VolumeException;
  }

  /** Reads the configuration, works, and says why that failed. */
  ExitStatus configured(String config, Map<String, String> options, Work work)
      throws IOException, InterruptedException {
    Path file = Path.of(config);
    return switch (VolumeConfigurationReader.read(file, options)) {
      case VolumeOutcome.Invalid(List<String> problems) ->
          messages.unusable(file.toString(), problems);
      case VolumeOutcome.Valid(VolumeConfiguration configuration) -> {
        try {
          yield work.run(configuration);
        } catch (VolumeException refused) {
          yield refused(refused.problem());
        } catch (DeviceException failed) {
          messages.say("no key: " + failed.problem().display());
          yield ExitStatus.NO_EVIDENCE;
        }
      }
    };
  }

  /** Asks the escrow and works with what it releases, which is closed afterwards. */
  ExitStatus released(VolumeConfiguration configuration, Wanted wanted, WithReleased work)
      throws VolumeException, DeviceException, IOException, InterruptedException {
    return switch (new KeyFetch(messages, devices, timing)
        .fetch(
            configuration.escrow().orElseThrow(),
            configuration.devices(),
            Optional.empty(),
            wanted)) {
      case KeyFetch.Result.Ended(ExitStatus status) -> status;
      case KeyFetch.Result.Key(GetOutcome.Released released) -> {
        try (var _ = released.key()) {
          yield work.run(released);
        }
      }
    };
  }

  /** Says what is wrong with a volume. */
  ExitStatus refused(VolumeProblem problem) {
    messages.say(problem.display());
    return switch (problem.fault().kind()) {
      case REFUSED -> ExitStatus.VOLUME_REFUSED;
      case USAGE -> ExitStatus.USAGE;
      case FAILED -> ExitStatus.VOLUME_FAILED;
    };
  }

  /** Reads a volume's header. */
  static Volume read(Disk disk) throws VolumeException {
    return bounded(() -> Volume.read(disk, Cryptsetup.load(), new SecureRandom()));
  }

  /** The same, also if the key of its data is being replaced. */
  static Volume readAny(Disk disk) throws VolumeException {
    return bounded(() -> Volume.readAny(disk, Cryptsetup.load(), new SecureRandom()));
  }

  /** What replaces the key of a disk's data. */
  static VolumeReencryption reencryption(Disk disk) throws VolumeException {
    return new VolumeReencryption(disk, Cryptsetup.load(), new SecureRandom());
  }

  /** Gives a volume the slot of whoever may recover it, if there is to be one and it has none. */
  void addRecovery(Disk disk, VolumeConfiguration configuration, KeyOwner owner, SlotKey key)
      throws VolumeException {
    if (configuration.recovery().isPresent()) {
      AgeRecipient recipient = configuration.recovery().get();
      Recovery recovery = new Recovery(Cryptsetup.load(), new SecureRandom());
      if (bounded(() -> recovery.add(disk, owner, key, recipient))) {
        messages.say("the volume has a slot for recovery by " + recipient);
      }
    }
  }

  /** What changes a disk. */
  static VolumeEditor editor(Disk disk) throws VolumeException {
    return new VolumeEditor(disk, Cryptsetup.load(), new SecureRandom());
  }

  /** What a disk remembers of fallbacks. */
  static FallbackMemory memory(Disk disk) throws VolumeException {
    return new FallbackMemory(disk, Cryptsetup.load(), new SecureRandom());
  }

  /** Reads a passphrase, which the caller closes. */
  static SecretBytes secret(String file) throws VolumeException {
    try {
      return SecretFile.read(Path.of(file));
    } catch (IOException unreadable) {
      throw new VolumeException(
          VolumeFault.SECRET_UNREADABLE,
          "%s: %s".formatted(file, unreadable.getMessage()),
          unreadable);
    }
  }

  /** What came of a call. */
  private sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(VolumeException why) implements Outcome<T> {}
  }

  /**
   * Gives up on what takes too long. A change that was begun then stops in the middle, which leaves
   * a volume that opens, as {@link VolumeEditor} says.
   */
  static <T> T bounded(Call<T> call) throws VolumeException {
    Outcome<T> outcome;
    try {
      outcome = PATIENCE.await(() -> outcome(call), _ -> {});
    } catch (DeviceException late) {
      throw new VolumeException(VolumeFault.LIBRARY_TIMEOUT, late.problem().detail(), late);
    }
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(VolumeException why) -> throw why;
    };
  }

  /** The same for what gives nothing. */
  static void boundedly(Act act) throws VolumeException {
    boolean _ =
        bounded(
            () -> {
              act.run();
              return true;
            });
  }

  private static <T> Outcome<T> outcome(Call<T> call) {
    try {
      return new Outcome.Done<>(call.run());
    } catch (VolumeException refused) {
      return new Outcome.Refused<>(refused);
    }
  }
}
