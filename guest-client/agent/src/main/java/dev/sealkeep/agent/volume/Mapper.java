package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.VolumeToken;

/** Where opened volumes appear. */
public interface Mapper {
  /** The kernel's device-mapper. */
  Mapper DEVICE_MAPPER =
      new Mapper() {
        @Override
        public VolumeToken open(Volume volume, KeyOwner owner, SlotKey key, String name)
            throws VolumeException {
          return volume.activate(owner, key, name);
        }

        @Override
        public void close(String name) throws VolumeException {
          Cryptsetup.load().deactivate(name);
        }
      };

  /** Opens a volume under a name; the token that led to it. */
  VolumeToken open(Volume volume, KeyOwner owner, SlotKey key, String name) throws VolumeException;

  /** Closes it. */
  void close(String name) throws VolumeException;
}
