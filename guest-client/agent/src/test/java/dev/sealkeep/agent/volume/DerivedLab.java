package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.derivation.KeySelection;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.volume.key.KeySource;
import dev.sealkeep.agent.volume.token.Pending;
import dev.sealkeep.protocol.name.Name;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keys of a processor whose firmware has versions 1, 2 and so on. */
public final class DerivedLab {
  /** A volume that the processor alone opens. */
  public static final KeyOwner OWNER =
      new KeyOwner(
          KeyMode.DERIVED,
          Optional.empty(),
          Optional.empty(),
          Optional.of(new Name("root")),
          DerivationRule.LEAST);

  private DerivedLab() {}

  /** The key under a version of the firmware. */
  public static SlotKey key(int firmware) {
    return new SlotKey(
        VolumeLab.secret(100 + firmware),
        new KeySource.Derived(
            new SnpDerivation(
                KeySelection.VCEK, DerivationRule.ALWAYS, 0, 0, new TcbVersion(firmware))));
  }

  /** A slot that has to prove itself. */
  public static NewSlot pending(int firmware) {
    return new NewSlot(key(firmware), Optional.of(new Pending(1_790_000_000L, new UUID(7, 1))));
  }

  /** A disk with a slot for the first firmware. */
  public static Path formatted(VolumeLab lab, String name) throws Exception {
    Path disk = lab.blank(name);
    lab.edit(
        disk,
        editor ->
            editor.format(
                OWNER,
                List.of(NewSlot.of(key(1))),
                Optional.empty(),
                Optional.empty(),
                false,
                lab.path(name + ".backup")));
    return disk;
  }
}
