package dev.sealkeep.agent.volume.cryptsetup;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * libcryptsetup, which here reads and writes headers in {@link MemoryFile}s alone and never on a
 * disk: the only disk it is given is where the encrypted data of an activated volume are.
 *
 * <p>libcryptsetup answers with a number that is not negative, or with {@code -errno}.
 */
public final class Cryptsetup {
  /** Where data begin in a new volume. */
  public static final long DATA_OFFSET = 16L << 20;

  /** Stands for whichever slot it is. */
  public static final int ANY_SLOT = -1;

  private static final int SECTOR_BYTES = 512;
  private static final int VOLUME_KEY_BYTES = 64;
  private static final String LUKS2 = "LUKS2";
  private static final String HASH = "sha512";

  /** {@code CRYPT_PBKDF_NO_BENCHMARK}. */
  private static final int NO_BENCHMARK = 2;

  private static final int LOG_ERROR = 1;
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EBUSY = 16;
  private static final int EEXIST = 17;
  private static final int ENOSPC = 28;
  private static final int ENOTSUP = 95;

  /** How a slot's passphrase is made into the key of its area. */
  private enum Cost {
    /** For 32 bytes out of HKDF, which nobody guesses. */
    CHEAP("pbkdf2", 1000, 0, 0),
    /**
     * For what a person chose: the second recommendation of RFC 9106, with four times its memory.
     */
    COSTLY("argon2id", 4, 256 << 10, 4);

    private final String type;
    private final int iterations;
    private final int memoryKib;
    private final int threads;

    Cost(String type, int iterations, int memoryKib, int threads) {
      this.type = type;
      this.iterations = iterations;
      this.memoryKib = memoryKib;
      this.threads = threads;
    }
  }

  private Cryptsetup() {}

  /**
   * Loads the library, turns core dumps off, and keeps memory from being swapped out.
   *
   * @throws VolumeException with {@link VolumeFault#LIBRARY_ABSENT}
   */
  public static Cryptsetup load() throws VolumeException {
    Kernel.prepare();
    try {
      Functions.bind();
      return new Cryptsetup();
    } catch (Error broken) {
      // A missing library is a LinkageError, one of another version a plain Error.
      throw new VolumeException(
          VolumeFault.LIBRARY_ABSENT, String.valueOf(broken.getMessage()).strip(), broken);
    }
  }

  /**
   * Makes the header of a new volume with a new random key in one slot.
   *
   * @param sectorBytes the unit of encryption
   */
  public MemoryFile format(UUID uuid, int sectorBytes, SecretBytes passphrase)
      throws VolumeException {
    MemoryFile header = MemoryFile.blank(DATA_OFFSET + SECTOR_BYTES * 8L);
    boolean done = false;
    try (Handle handle = Handle.of(header);
        Memory parameters = new Memory(64);
        Memory secret = copy(passphrase)) {
      try {
        handle.check(
            "set_data_offset",
            Functions.crypt_set_data_offset(handle.pointer(), DATA_OFFSET / SECTOR_BYTES));
        handle.use(Cost.CHEAP);
        // struct crypt_params_luks2, of which only the sector's size is not the default.
        parameters.clear();
        parameters.setInt(40, sectorBytes);
        handle.check(
            "format",
            Functions.crypt_format(
                handle.pointer(),
                LUKS2,
                "aes",
                "xts-plain64",
                uuid.toString(),
                null,
                VOLUME_KEY_BYTES,
                parameters));
        handle.check(
            "keyslot_add_by_volume_key",
            Functions.crypt_keyslot_add_by_volume_key(
                handle.pointer(), ANY_SLOT, null, 0, secret, passphrase.length()));
        done = true;
        return header;
      } finally {
        secret.clear();
      }
    } finally {
      if (!done) {
        header.close();
      }
    }
  }

  /**
   * Adds a slot to a header in memory.
   *
   * @param existing the passphrase of a slot that is there
   * @param slot the slot that it opens, or -1 for any
   */
  public void addSlot(MemoryFile header, int slot, SecretBytes existing, SecretBytes passphrase)
      throws VolumeException {
    addSlot(header, slot, existing, passphrase, Cost.CHEAP);
  }

  /**
   * Adds a slot for a passphrase that a person chose, whose derivation is made costly.
   *
   * @param existing the passphrase of a slot that is there
   * @param slot the slot that it opens, or -1 for any
   */
  public void addPassphrase(
      MemoryFile header, int slot, SecretBytes existing, SecretBytes passphrase)
      throws VolumeException {
    addSlot(header, slot, existing, passphrase, Cost.COSTLY);
  }

  private void addSlot(
      MemoryFile header, int slot, SecretBytes existing, SecretBytes passphrase, Cost cost)
      throws VolumeException {
    check(header, slot, existing);
    try (Handle handle = Handle.of(header);
        Memory old = copy(existing);
        Memory secret = copy(passphrase)) {
      try {
        handle.load();
        handle.use(cost);
        handle.check(
            "keyslot_add_by_passphrase",
            Functions.crypt_keyslot_add_by_passphrase(
                handle.pointer(), ANY_SLOT, old, existing.length(), secret, passphrase.length()));
      } finally {
        old.clear();
        secret.clear();
      }
    }
  }

  /**
   * Checks that a passphrase opens a slot and that what is in it is the volume's key.
   *
   * @param slot the slot, or -1 for any
   * @throws VolumeException with {@link VolumeFault#SLOT_REFUSED}
   */
  public void check(MemoryFile header, int slot, SecretBytes passphrase) throws VolumeException {
    try (Handle handle = Handle.of(header)) {
      handle.load();
      handle.activate(null, slot, passphrase, 0);
    }
  }

  /**
   * Opens a volume: {@code /dev/mapper/NAME} appears.
   *
   * @param header the header in memory
   * @param disk where the data are
   */
  public void activate(MemoryFile header, Path disk, String name, int slot, SecretBytes passphrase)
      throws VolumeException {
    try (Handle handle = Handle.of(header, disk)) {
      handle.load();
      handle.activate(name, slot, passphrase, 0);
    }
  }

  /**
   * The volume's own key, which the caller closes.
   *
   * @param slot the slot that the passphrase opens
   * @throws VolumeException with {@link VolumeFault#SLOT_REFUSED}
   */
  public SecretBytes volumeKey(MemoryFile header, int slot, SecretBytes passphrase)
      throws VolumeException {
    try (Handle handle = Handle.of(header);
        Memory key = new Memory(VOLUME_KEY_BYTES);
        Memory secret = copy(passphrase)) {
      try {
        handle.load();
        LongByReference length = new LongByReference(VOLUME_KEY_BYTES);
        handle.check(
            "volume_key_get",
            Functions.crypt_volume_key_get(
                handle.pointer(), slot, key, length, secret, passphrase.length()));
        return SecretBytes.owning(key.getByteArray(0, (int) length.getValue()));
      } finally {
        key.clear();
        secret.clear();
      }
    }
  }

  /** Closes a volume. */
  public void deactivate(String name) throws VolumeException {
    int result = Functions.crypt_deactivate_by_name(null, name, 0);
    if (result < 0) {
      throw fault("deactivate", result, List.of());
    }
  }

  /** A secret in native memory, which the caller clears. */
  private static Memory copy(SecretBytes secret) {
    // libcryptsetup reads the passphrase from here.
    byte[] bytes = secret.bytes(SecretAccess.get());
    Memory memory = new Memory(Math.max(bytes.length, 1));
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  private static VolumeException fault(String call, int result, List<String> messages) {
    VolumeFault fault =
        switch (-result) {
          case EPERM, ENOENT -> VolumeFault.SLOT_REFUSED;
          case EBUSY, EEXIST -> VolumeFault.MAPPER_BUSY;
          case ENOSPC -> VolumeFault.SLOT_FULL;
          case ENOTSUP -> VolumeFault.MAPPER_ABSENT;
          default -> VolumeFault.LIBRARY_FAILED;
        };
    return new VolumeException(
        fault,
        "crypt_%s: errno %d %s".formatted(call, -result, String.join("; ", messages)).strip());
  }

  /** A device of libcryptsetup. */
  private static final class Handle implements AutoCloseable {
    private static final int MOST_MESSAGES = 4;

    private final Pointer pointer;
    private final List<String> messages = new ArrayList<>();

    /** Kept here, for the library calls it until the handle is freed. */
    private final Functions.Log log =
        (level, message, _) -> {
          if (level == LOG_ERROR && messages.size() < MOST_MESSAGES) {
            messages.add(message.strip());
          }
        };

    private Handle(Pointer pointer) {
      this.pointer = pointer;
      Functions.crypt_set_log_callback(pointer, log, null);
    }

    static Handle of(MemoryFile header) throws VolumeException {
      PointerByReference handle = new PointerByReference();
      return of("init", Functions.crypt_init(handle, header.path().toString()), handle);
    }

    static Handle of(MemoryFile header, Path disk) throws VolumeException {
      PointerByReference handle = new PointerByReference();
      int result =
          Functions.crypt_init_data_device(handle, header.path().toString(), disk.toString());
      return of("init_data_device", result, handle);
    }

    private static Handle of(String call, int result, PointerByReference handle)
        throws VolumeException {
      if (result < 0) {
        throw fault(call, result, List.of());
      }
      return new Handle(handle.getValue());
    }

    Pointer pointer() {
      return pointer;
    }

    void check(String call, int result) throws VolumeException {
      if (result < 0) {
        throw fault(call, result, messages);
      }
    }

    void load() throws VolumeException {
      check("load", Functions.crypt_load(pointer, LUKS2, null));
    }

    /** Has slots and digests that come be derived so, without a benchmark. */
    void use(Cost cost) throws VolumeException {
      byte[] type = (cost.type + "\0").getBytes(StandardCharsets.US_ASCII);
      byte[] hash = (HASH + "\0").getBytes(StandardCharsets.US_ASCII);
      // struct crypt_pbkdf_type; the library copies it.
      try (Memory struct = new Memory(40);
          Memory texts = new Memory(type.length + hash.length)) {
        texts.write(0, type, 0, type.length);
        texts.write(type.length, hash, 0, hash.length);
        struct.clear();
        struct.setPointer(0, texts);
        struct.setPointer(8, texts.share(type.length));
        struct.setInt(20, cost.iterations);
        struct.setInt(24, cost.memoryKib);
        struct.setInt(28, cost.threads);
        struct.setInt(32, NO_BENCHMARK);
        check("set_pbkdf_type", Functions.crypt_set_pbkdf_type(pointer, struct));
      }
    }

    void activate(@Nullable String name, int slot, SecretBytes passphrase, int flags)
        throws VolumeException {
      try (Memory secret = copy(passphrase)) {
        try {
          check(
              "activate_by_passphrase",
              Functions.crypt_activate_by_passphrase(
                  pointer, name, slot, secret, passphrase.length(), flags));
        } finally {
          secret.clear();
        }
      }
    }

    @Override
    public void close() {
      Functions.crypt_free(pointer);
    }
  }
}
