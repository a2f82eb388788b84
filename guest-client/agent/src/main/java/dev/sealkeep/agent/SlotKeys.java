package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.configuration.VolumeConfiguration;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.key.HardwareKey;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.token.Pending;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes the keys of a volume's slots of what the escrow released and what the hardware derives.
 *
 * @param configuration what the guest is told
 * @param devices what derives
 */
record SlotKeys(VolumeConfiguration configuration, Devices devices) {
  /** Whose the volume has to be. */
  KeyOwner owner() {
    return new KeyOwner(
        configuration.mode(),
        configuration.escrow().map(GuestConfiguration::tenant),
        configuration.escrow().map(GuestConfiguration::key),
        configuration.volume(),
        configuration.rule());
  }

  /** The version of the escrow's key that a volume was last enrolled for, as it says itself. */
  static OptionalInt newestVersion(List<Stored> tokens) {
    return tokens.stream()
        .flatMap(token -> token.value().source().escrowed().stream())
        .mapToInt(EscrowedKey::version)
        .max();
  }

  /** What this machine derives keys for. */
  DerivationLimits limits() throws DeviceException {
    return devices.limits(configuration.devices());
  }

  /**
   * The derivation of a new slot.
   *
   * @throws VolumeException with {@link VolumeFault#DERIVATION_MACHINE}
   */
  SnpDerivation newDerivation(DerivationLimits limits) throws VolumeException {
    SnpDerivation derivation = configuration.rule().at(limits);
    Optional<String> objection = configuration.rule().objection(derivation);
    if (objection.isPresent()) {
      throw new VolumeException(
          VolumeFault.DERIVATION_MACHINE, "a key made here: " + objection.get());
    }
    if (limits.vmpl() > derivation.vmpl()) {
      throw new VolumeException(
          VolumeFault.DERIVATION_MACHINE,
          "this guest runs at VMPL %d, above %d".formatted(limits.vmpl(), derivation.vmpl()));
    }
    return derivation;
  }

  /** The key of a slot that the escrow alone opens; it is the released one, closed with it. */
  SlotKey escrowed(GetOutcome.Released released) {
    return new SlotKey(released.key(), new KeySource.Escrow(name(released)));
  }

  /** The key of a slot that the hardware alone opens; the caller closes it. */
  SlotKey derived(Derivation derivation) throws DeviceException {
    return new SlotKey(derive(derivation), new KeySource.Derived(derivation));
  }

  /** The key of a slot that both together open; the caller closes it, and the released key. */
  SlotKey split(GetOutcome.Released released, Derivation derivation) throws DeviceException {
    try (SecretBytes derived = derive(derivation)) {
      return new SlotKey(
          HardwareKey.split(released.key(), derived, volume()),
          new KeySource.Split(name(released), derivation));
    }
  }

  /** That a slot has something to prove, if a volume has others in which hardware has a part. */
  Optional<Pending> pendingBeside(Volume volume) {
    boolean others =
        volume.tokens().stream()
            .map(Stored::value)
            .anyMatch(
                token ->
                    token.volume().equals(configuration.volume())
                        && token.source().derived().isPresent());
    return others
        ? Optional.of(new Pending(devices.boot().now(), devices.boot().id()))
        : Optional.empty();
  }

  private EscrowedKey name(GetOutcome.Released released) {
    GuestConfiguration escrow = configuration.escrow().orElseThrow();
    return new EscrowedKey(escrow.tenant(), escrow.key(), released.keyVersion());
  }

  private Name volume() {
    return configuration.volume().orElseThrow();
  }

  private SecretBytes derive(Derivation derivation) throws DeviceException {
    return switch (derivation) {
      case SnpDerivation snp -> {
        try (SecretBytes hardware = devices.snpKey(configuration.devices(), snp.request())) {
          yield HardwareKey.derived(hardware, snp.technology(), volume());
        }
      }
    };
  }

  /**
   * The key of the newest slot with a derived part that this machine derives and that a token of
   * the volume vouches for; the caller closes it. What a token asks for beyond the machine's limits
   * is not sent to the firmware.
   *
   * @param released the escrow's part, of slots that both open; empty for those of hardware alone
   * @throws VolumeException with {@link VolumeFault#DERIVATION_CHANGED}, {@link
   *     VolumeFault#DERIVATION_AHEAD} or another fault of tokens if there is none
   */
  SlotKey enrolled(Volume volume, DerivationLimits limits, Optional<GetOutcome.Released> released)
      throws VolumeException, DeviceException {
    Optional<EscrowedKey> escrowed = released.map(this::name);
    Set<KeySource> sources = new LinkedHashSet<>();
    for (Stored token : volume.tokensOf(owner())) {
      KeySource source = token.value().source();
      if (source.derived().isPresent() && source.escrowed().equals(escrowed)) {
        sources.add(source);
      }
    }
    VolumeException why =
        new VolumeException(
            sources.isEmpty() && escrowed.isPresent()
                ? VolumeFault.TOKEN_VERSION
                : VolumeFault.TOKEN_OTHER,
            "no slot is for %s"
                .formatted(
                    escrowed.map(key -> "version " + key.version()).orElse("a derived key")));
    for (KeySource source : sources) {
      Derivation derivation = source.derived().orElseThrow();
      if (isAhead(derivation, limits)) {
        why = ahead(derivation, limits);
        continue;
      }
      SlotKey key = released.isPresent() ? split(released.get(), derivation) : derived(derivation);
      try {
        if (sources.size() > 1 && volume.pending().isEmpty()) {
          // An area that does not open must not keep the next slot from being tried.
          VolumeToken _ = VolumeWork.bounded(() -> volume.check(owner(), key));
        } else {
          Stored _ = volume.verified(owner(), key);
        }
        return key;
      } catch (VolumeException refused) {
        key.close();
        why = refused;
      }
    }
    throw why;
  }

  /** Whether a derivation wants more than this machine has. */
  static boolean isAhead(Derivation derivation, DerivationLimits limits) {
    return switch (derivation) {
      case SnpDerivation snp ->
          !limits.committed().atLeast(snp.tcb())
              || Integer.compareUnsigned(snp.guestSvn(), limits.guestSvn()) > 0
              || snp.vmpl() < limits.vmpl();
    };
  }

  /** Says that it does. */
  static VolumeException ahead(Derivation derivation, DerivationLimits limits) {
    return switch (derivation) {
      case SnpDerivation snp ->
          new VolumeException(
              VolumeFault.DERIVATION_AHEAD,
              "the slot wants TCB %s, guest SVN %s, VMPL %d; here are %s, %s, %d"
                  .formatted(
                      snp.tcb().hex(),
                      Integer.toUnsignedString(snp.guestSvn()),
                      snp.vmpl(),
                      limits.committed().hex(),
                      Integer.toUnsignedString(limits.guestSvn()),
                      limits.vmpl()));
    };
  }
}
