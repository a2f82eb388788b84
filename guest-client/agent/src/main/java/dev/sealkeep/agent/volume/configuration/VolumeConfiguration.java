package dev.sealkeep.agent.volume.configuration;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.recovery.AgeRecipient;
import dev.sealkeep.protocol.name.Name;
import java.util.Optional;

/**
 * What the guest is told of a volume. {@link dev.sealkeep.agent.configuration.ConfigurationKey}
 * documents each member's spelling.
 *
 * @param mode where the volume's keys come from
 * @param escrow how the escrow is asked; empty if the mode asks none
 * @param volume the volume's name; there if the mode derives
 * @param rule what every derivation has to be bound to; of no meaning if the mode derives nothing
 * @param recovery who can open the volume without anything else
 * @param devices where the devices are
 */
public record VolumeConfiguration(
    KeyMode mode,
    Optional<GuestConfiguration> escrow,
    Optional<Name> volume,
    DerivationRule rule,
    Optional<AgeRecipient> recovery,
    DeviceSettings devices) {}
