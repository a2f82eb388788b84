package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.fault.VolumeProblem;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.protocol.name.Name;
import java.util.Optional;

/**
 * Which keys a guest is told to open its volume with. What a disk says is held against this, never
 * followed.
 *
 * @param mode where they come from
 * @param tenant the tenant at the escrow; empty if the mode asks no escrow
 * @param key the key's name there; likewise
 * @param volume the volume's name, or empty
 * @param rule what every derivation has to be bound to; of no meaning if the mode derives nothing
 */
public record KeyOwner(
    KeyMode mode,
    Optional<Name> tenant,
    Optional<Name> key,
    Optional<Name> volume,
    DerivationRule rule) {
  /** An owner whose volume the escrow alone opens. */
  public static KeyOwner ofEscrow(Name tenant, Name key, Optional<Name> volume) {
    return new KeyOwner(
        KeyMode.ESCROW, Optional.of(tenant), Optional.of(key), volume, DerivationRule.LEAST);
  }

  /** Why a token is not one of those keys'; or empty. */
  Optional<VolumeProblem> objection(VolumeToken token) {
    if (!volume.equals(token.volume())
        || !mode.admits(token.source().mode())
        || !token.source().escrowed().map(this::names).orElse(true)) {
      return Optional.of(new VolumeProblem(VolumeFault.TOKEN_OTHER, "it names " + display(token)));
    }
    return token
        .source()
        .derived()
        .flatMap(rule::objection)
        .map(
            why ->
                new VolumeProblem(
                    VolumeFault.DERIVATION_OTHER, "slot %d: %s".formatted(token.keyslot(), why)));
  }

  private boolean names(EscrowedKey escrowed) {
    return tenant.equals(Optional.of(escrowed.tenant()))
        && key.equals(Optional.of(escrowed.name()));
  }

  private static String display(VolumeToken token) {
    String volume = token.volume().map(Name::value).orElse("(none)");
    return token
        .source()
        .escrowed()
        .map(
            escrowed ->
                "tenant %s, key %s, volume %s, mode %s"
                    .formatted(
                        escrowed.tenant(),
                        escrowed.name(),
                        volume,
                        token.source().mode().spelling()))
        .orElseGet(() -> "volume %s, mode %s".formatted(volume, token.source().mode().spelling()));
  }
}
