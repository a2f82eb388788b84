package dev.sealkeep.agent;

import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.Mapper;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.token.VolumeToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In place of device-mapper: has libcryptsetup open the slot, and keeps which was opened. */
final class FakeMapper implements Mapper {
  final List<VolumeToken> opened = new ArrayList<>();
  final List<String> closed = new ArrayList<>();
  final List<String> there = new ArrayList<>();

  /** What opening comes to after the mapping was made, and closing after that. */
  @Nullable VolumeFault opening;

  @Nullable VolumeFault closing;

  /** Called when a volume is opened. */
  Runnable whenOpened = () -> {};

  @Override
  public VolumeToken open(Volume volume, KeyOwner owner, SlotKey key, String name)
      throws VolumeException {
    VolumeToken token = volume.check(owner, key);
    whenOpened.run();
    opened.add(token);
    fail(opening);
    return token;
  }

  @Override
  public void close(String name) throws VolumeException {
    fail(closing);
    closed.add(name);
  }

  @Override
  public boolean has(String name) {
    return there.contains(name);
  }

  private static void fail(@Nullable VolumeFault fault) throws VolumeException {
    if (fault != null) {
      throw new VolumeException(fault, "made up");
    }
  }
}
