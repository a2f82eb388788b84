package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.VolumeToken;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

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

        @Override
        public boolean has(String name) {
          return Files.exists(Path.of("/dev/mapper", name), LinkOption.NOFOLLOW_LINKS);
        }
      };

  /** Opens a volume under a name; the token that led to it. */
  VolumeToken open(Volume volume, KeyOwner owner, SlotKey key, String name) throws VolumeException;

  /** Closes it. */
  void close(String name) throws VolumeException;

  /** Whether something is open under a name. */
  boolean has(String name);
}
