package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.Opening;
import dev.sealkeep.agent.volume.ReleasedKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.disk.HeaderBackup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.fault.VolumeProblem;
import dev.sealkeep.agent.volume.key.KeyMode;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code sealkeep-guest enroll}, {@code unlock}, {@code rotate} and {@code status}: encrypted
 * disks. A disk is read and judged before the escrow is asked for anything.
 *
 * @param out where results go
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record VolumeCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {
  /** Longer than any allowed key derivation takes; a host may withhold its disk for ever. */
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(5));

  /** What device-mapper and udev take without quoting. */
  private static final Pattern MAPPING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,126}");

  /** What is done on a disk once the configuration is read. */
  private interface Work {
    ExitStatus run(GuestConfiguration configuration, DeviceSettings settings)
        throws VolumeException, IOException, InterruptedException;
  }

  /** What is done on a disk once the key is there. */
  private interface WithKey {
    ExitStatus run(ReleasedKey key, GetOutcome.Released released)
        throws VolumeException, IOException, InterruptedException;
  }

  /** What is done on a disk once there is something that opens it. */
  private interface Rotation {
    ExitStatus run(ReleasedKey key, GetOutcome.Released released, Optional<Opening> opening)
        throws VolumeException, IOException;
  }

  ExitStatus run(CommandLine.Unlock arguments) throws IOException, InterruptedException {
    if (!MAPPING.matcher(arguments.name()).matches()) {
      return messages.usage("`NAME` wants up to 127 letters, digits, `_`, `.` and `-`");
    }
    return configured(
        arguments.config(),
        arguments.devices(),
        (configuration, settings) -> {
          KeyOwner owner = owner(configuration);
          try (Disk disk = Disk.toRead(Path.of(arguments.device()))) {
            Volume volume = bounded(() -> read(disk, owner));
            return withKey(
                configuration,
                settings,
                Wanted.unlock(newest(volume.tokensOf(owner))),
                (key, released) -> {
                  VolumeToken token = bounded(() -> volume.activate(owner, key, arguments.name()));
                  if (!extended(settings, arguments.name())) {
                    return ExitStatus.VOLUME_FAILED;
                  }
                  VolumeReport.unlocked(volume.header().uuid(), token, released, arguments.name())
                      .write(out, arguments.format());
                  return ExitStatus.DONE;
                });
          }
        });
  }

  /** Extends what the configuration names; without that the volume does not stay open. */
  private boolean extended(DeviceSettings settings, String name) throws VolumeException {
    if (settings.extend().isEmpty()) {
      return true;
    }
    try {
      devices.extend(settings, settings.extend().get());
      return true;
    } catch (DeviceException failed) {
      messages.say("the volume was closed again: " + failed.problem().display());
      bounded(
          () -> {
            Cryptsetup.load().deactivate(name);
            return name;
          });
      return false;
    }
  }

  ExitStatus run(CommandLine.Enroll arguments) throws IOException, InterruptedException {
    Path backup = Path.of(arguments.backup());
    Optional<String> obstacle = HeaderBackup.obstacle(backup);
    if (obstacle.isPresent()) {
      return messages.usage("the header backup cannot be written: " + obstacle.get());
    }
    return configured(
        arguments.config(),
        arguments.devices(),
        (configuration, settings) ->
            arguments.format()
                ? format(configuration, settings, arguments, backup)
                : add(configuration, settings, arguments, backup));
  }

  private ExitStatus format(
      GuestConfiguration configuration,
      DeviceSettings settings,
      CommandLine.Enroll arguments,
      Path backup)
      throws VolumeException, IOException, InterruptedException {
    KeyOwner owner = owner(configuration);
    try (Disk disk = Disk.toChange(Path.of(arguments.device()))) {
      VolumeEditor editor = editor(disk);
      // Before the escrow is asked: whether there is anything that would be destroyed.
      bounded(
          () -> {
            editor.checkForFormat(arguments.erase());
            return true;
          });
      return withKey(
          configuration,
          settings,
          Wanted.ENROLL,
          (key, released) -> {
            VolumeEditor.Report report =
                bounded(() -> editor.format(owner, key, arguments.erase(), backup));
            VolumeReport.enrolled("formatted", report, released, Optional.of(backup))
                .write(out, arguments.output());
            return ExitStatus.DONE;
          });
    }
  }

  private ExitStatus add(
      GuestConfiguration configuration,
      DeviceSettings settings,
      CommandLine.Enroll arguments,
      Path backup)
      throws VolumeException, IOException, InterruptedException {
    KeyOwner owner = owner(configuration);
    try (SecretBytes passphrase = secret(arguments.passphrase().orElseThrow());
        Disk disk = Disk.toChange(Path.of(arguments.device()))) {
      VolumeEditor editor = editor(disk);
      Volume _ = bounded(() -> Volume.read(disk, editor.cryptsetup(), editor.random()));
      return withKey(
          configuration,
          settings,
          Wanted.ENROLL,
          (key, released) -> {
            VolumeEditor.Report report =
                bounded(() -> editor.enroll(owner, key, passphrase, backup));
            VolumeReport.enrolled(
                    report.changed() ? "added" : "unchanged",
                    report,
                    released,
                    Optional.of(backup).filter(_ -> report.changed()))
                .write(out, arguments.output());
            return ExitStatus.DONE;
          });
    }
  }

  ExitStatus run(CommandLine.Rotate arguments) throws IOException, InterruptedException {
    Optional<Path> backup = arguments.backup().map(Path::of);
    Optional<String> obstacle = backup.flatMap(HeaderBackup::obstacle);
    if (obstacle.isPresent()) {
      return messages.usage("the header backup cannot be written: " + obstacle.get());
    }
    return configured(
        arguments.config(),
        arguments.devices(),
        (configuration, settings) -> {
          KeyOwner owner = owner(configuration);
          Optional<String> file = arguments.passphrase();
          try (SecretBytes passphrase =
                  file.isPresent() ? secret(file.get()) : SecretBytes.owning(new byte[0]);
              Disk disk = Disk.toChange(Path.of(arguments.device()))) {
            VolumeEditor editor = editor(disk);
            int enrolled = newest(bounded(() -> read(disk, owner)).tokensOf(owner));
            Rotation rotation =
                (key, released, opening) -> {
                  VolumeEditor.Report report =
                      bounded(() -> editor.rotate(owner, key, opening, backup));
                  VolumeReport.enrolled(
                          report.changed() ? "rotated" : "unchanged",
                          report,
                          released,
                          backup.filter(_ -> report.changed()))
                      .write(out, arguments.output());
                  return ExitStatus.DONE;
                };
            return withKey(
                configuration,
                settings,
                Wanted.ENROLL,
                (key, released) -> {
                  if (file.isPresent()) {
                    return rotation.run(
                        key, released, Optional.of(new Opening.Passphrase(passphrase)));
                  }
                  return key.version() == enrolled
                      ? rotation.run(key, released, Optional.empty())
                      : withKey(
                          configuration,
                          settings,
                          Wanted.unlock(enrolled),
                          (old, _) ->
                              rotation.run(
                                  key, released, Optional.of(new Opening.OldKey(old.key()))));
                });
          }
        });
  }

  ExitStatus run(CommandLine.Status arguments) throws IOException {
    try (Disk disk = Disk.toRead(Path.of(arguments.device()))) {
      VolumeReport report =
          bounded(
              () -> VolumeReport.status(Volume.read(disk, Cryptsetup.load(), new SecureRandom())));
      report.write(out, arguments.output());
      return ExitStatus.DONE;
    } catch (VolumeException refused) {
      return refused(refused.problem());
    }
  }

  private ExitStatus configured(String config, Map<String, String> options, Work work)
      throws IOException, InterruptedException {
    Path file = Path.of(config);
    return switch (ConfigurationReader.read(file, options)) {
      case ConfigurationOutcome.Invalid(List<String> problems) ->
          messages.unusable(file.toString(), problems);
      case ConfigurationOutcome.Valid(
              GuestConfiguration configuration,
              DeviceSettings settings) -> {
        try {
          yield work.run(configuration, settings);
        } catch (VolumeException refused) {
          yield refused(refused.problem());
        }
      }
    };
  }

  private ExitStatus withKey(
      GuestConfiguration configuration, DeviceSettings settings, Wanted wanted, WithKey work)
      throws VolumeException, IOException, InterruptedException {
    return switch (new KeyFetch(messages, devices, timing)
        .fetch(configuration, settings, Optional.empty(), wanted)) {
      case KeyFetch.Result.Ended(ExitStatus status) -> status;
      case KeyFetch.Result.Key(GetOutcome.Released released) -> {
        try (ReleasedKey key = new ReleasedKey(released.key(), released.keyVersion())) {
          yield work.run(key, released);
        }
      }
    };
  }

  private static KeyOwner owner(GuestConfiguration configuration) {
    return new KeyOwner(
        configuration.tenant(), configuration.key(), configuration.volume(), KeyMode.ESCROW);
  }

  private static VolumeEditor editor(Disk disk) throws VolumeException {
    return new VolumeEditor(disk, Cryptsetup.load(), new SecureRandom());
  }

  /** The version of a key that a volume was last enrolled for, as it says itself. */
  private static int newest(List<Stored> tokens) {
    return tokens.stream().mapToInt(token -> token.value().keyVersion()).max().orElseThrow();
  }

  /** A volume that has a token of the owner. */
  private static Volume read(Disk disk, KeyOwner owner) throws VolumeException {
    Volume volume = Volume.read(disk, Cryptsetup.load(), new SecureRandom());
    var _ = volume.tokensOf(owner);
    return volume;
  }

  private SecretBytes secret(String file) throws VolumeException {
    try {
      return SecretFile.read(Path.of(file));
    } catch (IOException unreadable) {
      throw new VolumeException(
          VolumeFault.SECRET_UNREADABLE,
          "%s: %s".formatted(file, unreadable.getMessage()),
          unreadable);
    }
  }

  private ExitStatus refused(VolumeProblem problem) {
    messages.say(problem.display());
    return switch (problem.fault().kind()) {
      case REFUSED -> ExitStatus.VOLUME_REFUSED;
      case USAGE -> ExitStatus.USAGE;
      case FAILED -> ExitStatus.VOLUME_FAILED;
    };
  }

  /** Work on a disk or in the library, which Java cannot interrupt. */
  private interface VolumeCall<T> {
    T run() throws VolumeException;
  }

  /** What came of it. */
  private sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(VolumeException why) implements Outcome<T> {}
  }

  /**
   * Gives up on what takes too long. A change that was begun then stops in the middle, which leaves
   * a volume that opens, as {@link VolumeEditor} says.
   */
  private static <T> T bounded(VolumeCall<T> call) throws VolumeException {
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

  private static <T> Outcome<T> outcome(VolumeCall<T> call) {
    try {
      return new Outcome.Done<>(call.run());
    } catch (VolumeException refused) {
      return new Outcome.Refused<>(refused);
    }
  }
}
