package dev.sealkeep.agent.volume.cryptsetup;

import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup.Handle;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.agent.volume.header.Pbkdf;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How libcryptsetup replaces a volume's key. It is begun in memory, as every change of a header;
 * but the work itself, which writes the header many times, the library does on the disk. It reads
 * the header there once, when it begins or goes on, and {@link Judge} then sees what it read.
 *
 * @param cryptsetup the library, loaded
 */
public record LibraryReencryption(Cryptsetup cryptsetup) {
  /** {@code CRYPT_VOLUME_KEY_NO_SEGMENT}: a slot for a key that is not yet the volume's. */
  private static final int NO_SEGMENT = 1;

  /** {@code CRYPT_VOLUME_KEY_DIGEST_REUSE}: a slot for a key that another such slot has. */
  private static final int DIGEST_REUSE = 4;

  /** {@code CRYPT_REENCRYPT_INITIALIZE_ONLY}. */
  private static final int INITIALIZE_ONLY = 1;

  /** {@code CRYPT_REENCRYPT_RESUME_ONLY}. */
  private static final int RESUME_ONLY = 4;

  /** {@code CRYPT_REENCRYPT_RECOVERY}. */
  private static final int RECOVERY = 8;

  /** {@code CRYPT_REENCRYPT_NONE}. */
  private static final int NONE = 0;

  /** {@code CRYPT_REENCRYPT_CRASH}. */
  private static final int STOPPED_WHILE_WRITING = 2;

  /** How much is rewritten between two writes of the header, and held in memory. */
  private static final long MOST_HOT_BYTES = 16 << 20;

  private static final int EBUSY = 16;

  /**
   * A slot that the new key gets.
   *
   * @param slot the slot of the old key, which the passphrase opens; empty for a slot that has none
   * @param passphrase its passphrase, which opens the new slot too
   * @param derivation how the new slot is derived from it
   */
  public record Carried(OptionalInt slot, SecretBytes passphrase, Pbkdf derivation) {}

  /** Looks at metadata that the library has in memory before it works by them. */
  @FunctionalInterface
  public interface Judge {
    /** Refuses them, or not. */
    void check(byte[] json) throws VolumeException;
  }

  /** Told how far it is, from another thread; must be quick and not throw. */
  @FunctionalInterface
  public interface Progress {
    /** So many bytes of so many. */
    void at(long done, long size);
  }

  /**
   * Begins it in a header in memory: a new key, a slot of it for each that is carried, and the mark
   * that says so.
   *
   * @param disk where the data are, which are not touched
   * @param sectorBytes the unit of encryption, as before
   * @param carried at least one; the first has a slot
   * @return numbers of the new slots, in the same order
   */
  public List<Integer> begin(MemoryFile header, Path disk, int sectorBytes, List<Carried> carried)
      throws VolumeException {
    for (Carried each : carried) {
      if (each.slot().isPresent()) {
        cryptsetup.check(header, each.slot().getAsInt(), each.passphrase());
      }
    }
    List<Integer> slots = new ArrayList<>();
    try (Handle handle = Handle.of(header, disk);
        Memory key = new Memory(Cryptsetup.VOLUME_KEY_BYTES)) {
      try {
        handle.load();
        for (Carried each : carried) {
          handle.use(each.derivation());
          slots.add(add(handle, key, !slots.isEmpty(), each.passphrase()));
          if (slots.size() == 1) {
            get(handle, key, slots.getFirst(), each.passphrase());
          }
        }
        // The digest of these metadata themselves.
        handle.use(Pbkdf.CHEAP);
        initialise(handle, sectorBytes, carried.getFirst(), slots.getFirst());
      } finally {
        key.clear();
      }
    }
    return List.copyOf(slots);
  }

  private static int add(Handle handle, Memory key, boolean known, SecretBytes passphrase)
      throws VolumeException {
    try (Memory secret = Cryptsetup.copy(passphrase)) {
      try {
        int slot =
            Functions.crypt_keyslot_add_by_key(
                handle.pointer(),
                Cryptsetup.ANY_SLOT,
                known ? key : null,
                Cryptsetup.VOLUME_KEY_BYTES,
                secret,
                passphrase.length(),
                known ? NO_SEGMENT | DIGEST_REUSE : NO_SEGMENT);
        handle.check("keyslot_add_by_key", slot);
        return slot;
      } finally {
        secret.clear();
      }
    }
  }

  private static void get(Handle handle, Memory key, int slot, SecretBytes passphrase)
      throws VolumeException {
    LongByReference length = new LongByReference(Cryptsetup.VOLUME_KEY_BYTES);
    try (Memory secret = Cryptsetup.copy(passphrase)) {
      try {
        handle.check(
            "volume_key_get",
            Functions.crypt_volume_key_get(
                handle.pointer(), slot, key, length, secret, passphrase.length()));
      } finally {
        secret.clear();
      }
    }
  }

  private static void initialise(Handle handle, int sectorBytes, Carried first, int newSlot)
      throws VolumeException {
    // struct crypt_params_luks2, of which only the sector's size counts here.
    try (Memory luks2 = new Memory(64);
        Memory secret = Cryptsetup.copy(first.passphrase())) {
      try {
        luks2.clear();
        luks2.setInt(40, sectorBytes);
        withParameters(
            Optional.of(luks2),
            INITIALIZE_ONLY,
            parameters ->
                handle.check(
                    "reencrypt_init_by_passphrase",
                    Functions.crypt_reencrypt_init_by_passphrase(
                        handle.pointer(),
                        null,
                        secret,
                        first.passphrase().length(),
                        first.slot().orElseThrow(),
                        newSlot,
                        "aes",
                        "xts-plain64",
                        parameters)));
      } finally {
        secret.clear();
      }
    }
  }

  /**
   * Rewrites the data, from where the header on the disk says that it stands, and then the header.
   *
   * @param disk not in use
   * @param passphrase opens slots of both keys
   * @throws VolumeException with {@link VolumeFault#DISK_BUSY} if something uses the disk
   */
  public void run(Path disk, SecretBytes passphrase, Judge judge, Progress progress)
      throws VolumeException {
    Functions.Moved moved =
        (size, offset, _) -> {
          progress.at(offset, size);
          return 0;
        };
    try (Handle handle = Handle.of(disk);
        Memory secret = Cryptsetup.copy(passphrase)) {
      try {
        handle.load();
        judge.check(handle.metadata());
        if (Functions.crypt_reencrypt_status(handle.pointer(), null) == STOPPED_WHILE_WRITING) {
          // By the checksums. What it reads for that it holds against its digest under both keys.
          resume(handle, disk, secret, passphrase.length(), RECOVERY);
          handle.load();
          if (Functions.crypt_reencrypt_status(handle.pointer(), null) == NONE) {
            // It was the last part.
            return;
          }
        }
        resume(handle, disk, secret, passphrase.length(), RESUME_ONLY);
        // It read the header again, under its lock.
        judge.check(handle.metadata());
        handle.check("reencrypt_run", Functions.crypt_reencrypt_run(handle.pointer(), moved, null));
      } finally {
        secret.clear();
      }
    }
  }

  private static void resume(Handle handle, Path disk, Memory secret, int length, int flags)
      throws VolumeException {
    withParameters(
        Optional.empty(),
        flags,
        parameters -> {
          int result =
              Functions.crypt_reencrypt_init_by_passphrase(
                  handle.pointer(),
                  null,
                  secret,
                  length,
                  Cryptsetup.ANY_SLOT,
                  Cryptsetup.ANY_SLOT,
                  null,
                  null,
                  parameters);
          if (result == -EBUSY) {
            throw new VolumeException(VolumeFault.DISK_BUSY, disk.toString());
          }
          handle.check("reencrypt_init_by_passphrase", result);
        });
  }

  private interface WithParameters {
    void run(Memory parameters) throws VolumeException;
  }

  /** Makes a struct crypt_params_reencrypt: forward, the key alone, with checksums. */
  private static void withParameters(Optional<Memory> luks2, int flags, WithParameters call)
      throws VolumeException {
    byte[] resilience = "checksum\0".getBytes(StandardCharsets.US_ASCII);
    byte[] hash = "sha256\0".getBytes(StandardCharsets.US_ASCII);
    try (Memory struct = new Memory(64);
        Memory texts = new Memory(resilience.length + hash.length)) {
      texts.write(0, resilience, 0, resilience.length);
      texts.write(resilience.length, hash, 0, hash.length);
      struct.clear();
      struct.setPointer(8, texts);
      struct.setPointer(16, texts.share(resilience.length));
      struct.setLong(32, MOST_HOT_BYTES / Cryptsetup.SECTOR_BYTES);
      if (luks2.isPresent()) {
        struct.setPointer(48, luks2.get());
      }
      struct.setInt(56, flags);
      call.run(struct);
    }
  }
}
