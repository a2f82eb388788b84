package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.keyring.KeyringException;
import dev.sealkeep.agent.output.KeyOutput;
import dev.sealkeep.agent.wrap.WrappingKey;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code sealkeep-guest get}: fetches the key and writes it, and tells a person what happened in
 * one or two lines.
 *
 * @param out where a key for standard output goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record GetCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {

  ExitStatus run(CommandLine.Get arguments) throws InterruptedException {
    Path config = Path.of(arguments.config());
    KeyOutput output = KeyOutput.of(arguments.output(), out, devices::keys);
    Optional<Path> stored = arguments.evidence().map(Path::of);
    return switch (ConfigurationReader.read(config, arguments.devices())) {
      case ConfigurationOutcome.Invalid(List<String> problems) ->
          messages.unusable(config.toString(), problems);
      case ConfigurationOutcome.Valid(GuestConfiguration configuration, DeviceSettings settings) ->
          fetch(
              configuration,
              settings,
              output,
              arguments.jwk(),
              stored,
              new Wanted(Purpose.UNLOCK, arguments.keyVersion()));
    };
  }

  private ExitStatus fetch(
      GuestConfiguration configuration,
      DeviceSettings settings,
      KeyOutput output,
      Optional<Name> jwk,
      Optional<Path> stored,
      Wanted wanted)
      throws InterruptedException {
    Optional<String> obstacle = output.obstacle();
    if (obstacle.isPresent()) {
      return messages.usage("the key cannot be written: " + obstacle.get());
    }
    return switch (new KeyFetch(messages, devices, timing)
        .fetchForUse(configuration, settings, stored, wanted)) {
      case KeyFetch.Result.Ended(ExitStatus status) -> status;
      case KeyFetch.Result.Key(GetOutcome.Released released) -> write(released, output, jwk);
    };
  }

  private ExitStatus write(GetOutcome.Released released, KeyOutput output, Optional<Name> jwk) {
    try (SecretBytes key = released.key()) {
      if (jwk.isEmpty()) {
        output.write(key);
      } else if (key.length() < WrappingKey.LEAST_KEY_BYTES) {
        return messages.usage(
            "the key has fewer than %d bytes, too few to make another of; import a longer one"
                .formatted(WrappingKey.LEAST_KEY_BYTES));
      } else {
        try (SecretBytes text = WrappingKey.jwk(key, jwk.get(), released.keyVersion())) {
          output.write(text);
        }
      }
    } catch (IOException failed) {
      return messages.usage(
          "the key was released but cannot be written (%s); free the place and run again"
              .formatted(
                  failed.getCause() instanceof KeyringException refused
                      ? refused.getMessage()
                      : failed.getClass().getSimpleName()));
    }
    // By hand: a number that is formatted loads the locale's data, which a boot would wait for.
    messages.say(
        "released key version "
            + released.keyVersion()
            + " by decision "
            + released.decision()
            + "; leaf "
            + released.leafIndex()
            + " in a log of "
            + released.treeSize()
            + ".");
    return ExitStatus.DONE;
  }
}
