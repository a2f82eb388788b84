package dev.sealkeep.agent;

import dev.sealkeep.agent.volume.KeyOwner;
import dev.sealkeep.agent.volume.Mapper;
import dev.sealkeep.agent.volume.SlotKey;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.VolumeToken;
import java.util.ArrayList;
import java.util.List;

/** In place of device-mapper: has libcryptsetup open the slot, and keeps which was opened. */
final class FakeMapper implements Mapper {
  final List<VolumeToken> opened = new ArrayList<>();
  final List<String> closed = new ArrayList<>();

  @Override
  public VolumeToken open(Volume volume, KeyOwner owner, SlotKey key, String name)
      throws VolumeException {
    VolumeToken token = volume.check(owner, key);
    opened.add(token);
    return token;
  }

  @Override
  public void close(String name) {
    closed.add(name);
  }
}
