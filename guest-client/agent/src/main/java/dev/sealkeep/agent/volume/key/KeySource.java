package dev.sealkeep.agent.volume.key;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.Derivation;
import java.util.Optional;

/** Where the key of one slot comes from. */
public sealed interface KeySource {
  /** The escrow. */
  record Escrow(EscrowedKey key) implements KeySource {
    @Override
    public KeyMode mode() {
      return KeyMode.ESCROW;
    }

    @Override
    public Optional<EscrowedKey> escrowed() {
      return Optional.of(key);
    }

    @Override
    public Optional<Derivation> derived() {
      return Optional.empty();
    }
  }

  /** The hardware. */
  record Derived(Derivation derivation) implements KeySource {
    @Override
    public KeyMode mode() {
      return KeyMode.DERIVED;
    }

    @Override
    public Optional<EscrowedKey> escrowed() {
      return Optional.empty();
    }

    @Override
    public Optional<Derivation> derived() {
      return Optional.of(derivation);
    }
  }

  /** Both together. */
  record Split(EscrowedKey key, Derivation derivation) implements KeySource {
    @Override
    public KeyMode mode() {
      return KeyMode.SPLIT;
    }

    @Override
    public Optional<EscrowedKey> escrowed() {
      return Optional.of(key);
    }

    @Override
    public Optional<Derivation> derived() {
      return Optional.of(derivation);
    }
  }

  /** The mode of a volume that has slots of this kind alone. */
  KeyMode mode();

  /** The escrow's part, if it has one. */
  Optional<EscrowedKey> escrowed();

  /** The hardware's part, if it has one. */
  Optional<Derivation> derived();
}
