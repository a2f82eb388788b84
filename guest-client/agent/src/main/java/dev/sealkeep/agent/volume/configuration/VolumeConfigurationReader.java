package dev.sealkeep.agent.volume.configuration;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.protocol.name.Name;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a properties file into what the guest is told of a volume, or into all that is wrong. */
public final class VolumeConfigurationReader {
  private final ConfigurationReader configuration;
  private final PropertyReader reader;

  private VolumeConfigurationReader(ConfigurationReader configuration) {
    this.configuration = configuration;
    this.reader = configuration.properties();
  }

  /**
   * Reads a file, as {@link ConfigurationReader#read} does.
   *
   * @param options what the command line says instead, by the keys' spellings
   */
  public static VolumeOutcome read(Path file, Map<String, String> options) {
    List<String> problems = new ArrayList<>();
    return ConfigurationReader.open(file, options, problems)
        .map(configuration -> new VolumeConfigurationReader(configuration).outcome())
        .orElseGet(() -> new VolumeOutcome.Invalid(problems));
  }

  /** Reads the text of a file that stands in {@code directory}. */
  public static VolumeOutcome parse(String text, Map<String, String> options, Path directory) {
    return new VolumeConfigurationReader(ConfigurationReader.of(text, options, directory))
        .outcome();
  }

  private VolumeOutcome outcome() {
    Optional<KeyMode> mode = configuration.mode();
    KeyMode taken = mode.orElse(KeyMode.ESCROW);
    Optional<GuestConfiguration> escrow =
        taken.asksEscrow() ? configuration.escrow(taken) : Optional.empty();
    if (!taken.asksEscrow()) {
      configuration.refuse(ConfigurationKey.ESCROW, "derived");
    }
    Optional<String> volume = reader.value(ConfigurationKey.VOLUME, ConfigurationReader::volume);
    if (mode.filter(KeyMode::derives).isPresent() && volume.equals(Optional.of(""))) {
      reader.problem("`volume` is missing: a derived key is made for a volume with a name");
    }
    Optional<DerivationRule> rule = new DerivationSettings(reader).read();
    Optional<String> recovery =
        reader.value(ConfigurationKey.RECOVERY, VolumeConfigurationReader::recovery);
    Optional<DeviceSettings> devices = configuration.devices();
    return mode.isPresent()
            && rule.isPresent()
            && devices.isPresent()
            && reader.problems().isEmpty()
        ? new VolumeOutcome.Valid(
            new VolumeConfiguration(
                mode.get(),
                escrow,
                volume.flatMap(Name::parse),
                rule.get(),
                recovery.flatMap(AgeRecipient::parse),
                devices.get()))
        : new VolumeOutcome.Invalid(reader.problems());
  }

  private static Optional<String> recovery(String text) {
    return Optional.of(text).filter(t -> t.isEmpty() || AgeRecipient.parse(t).isPresent());
  }
}
