package dev.sealkeep.agent.keyring;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.syscall.LibC;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The kernel of this machine, by add_key(2) and keyctl(2); the C library has neither. */
public final class SystemKeys implements KernelKeys {
  // Linux, linux/keyctl.h.
  private static final int DESCRIBE = 6;
  private static final int READ = 11;
  private static final int INSTANTIATE = 12;
  private static final int ASSUME_AUTHORITY = 16;
  private static final int REJECT = 19;
  private static final int AUTHORIZATION_KEY = -7;

  /** No keyring: the kernel links the key where its asker wants it. */
  private static final int NO_KEYRING = 0;

  /** A description has at most 4095 bytes, what came with a request less than a page. */
  private static final int TEXT_BYTES = 8192;

  private final long addKey;
  private final long keyctl;

  /**
   * For the processor of this machine: arch/x86/entry/syscalls/syscall_64.tbl, and
   * asm-generic/unistd.h for arm64.
   */
  public SystemKeys() {
    boolean x86 = System.getProperty("os.arch", "").equals("amd64");
    addKey = x86 ? 248 : 217;
    keyctl = x86 ? 250 : 219;
  }

  @Override
  public int add(KeyType type, String description, SecretBytes payload, int keyring)
      throws KeyringException {
    prepare();
    try (Memory typeText = text(type.spelling());
        Memory descriptionText = text(description);
        Memory bytes = secret(payload)) {
      return (int)
          checked(
              "add_key",
              Functions.syscall(
                  addKey,
                  Pointer.nativeValue(typeText),
                  Pointer.nativeValue(descriptionText),
                  Pointer.nativeValue(bytes),
                  payload.length(),
                  keyring));
    }
  }

  @Override
  public void assumeAuthority(int key) throws KeyringException {
    prepare();
    long _ = keyctl("KEYCTL_ASSUME_AUTHORITY", ASSUME_AUTHORITY, key, null, 0, 0);
  }

  @Override
  public String describe(int key) throws KeyringException {
    return read("KEYCTL_DESCRIBE", DESCRIBE, key);
  }

  @Override
  public String calloutInfo() throws KeyringException {
    return read("KEYCTL_READ", READ, AUTHORIZATION_KEY);
  }

  @Override
  public void instantiate(int key, SecretBytes payload) throws KeyringException {
    try (Memory bytes = secret(payload)) {
      long _ = keyctl("KEYCTL_INSTANTIATE", INSTANTIATE, key, bytes, payload.length(), NO_KEYRING);
    }
  }

  @Override
  public void reject(int key, Duration lifetime, int errno) throws KeyringException {
    long _ =
        checked(
            "KEYCTL_REJECT",
            Functions.syscall(keyctl, REJECT, key, lifetime.toSeconds(), errno, NO_KEYRING));
  }

  /** Both operations return the whole length, and write no more than there is room for. */
  private String read(String name, int operation, int key) throws KeyringException {
    try (Memory buffer = new Memory(TEXT_BYTES)) {
      long length = keyctl(name, operation, key, buffer, TEXT_BYTES, 0);
      if (length > TEXT_BYTES) {
        throw new KeyringException(name + " of more than 8 KiB", 0);
      }
      String text = new String(buffer.getByteArray(0, (int) length), StandardCharsets.ISO_8859_1);
      return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
    }
  }

  private long keyctl(
      String name, int operation, int key, @Nullable Pointer bytes, long length, int keyring)
      throws KeyringException {
    return checked(
        name,
        Functions.syscall(keyctl, operation, key, Pointer.nativeValue(bytes), length, keyring));
  }

  private static long checked(String name, long returned) throws KeyringException {
    if (returned < 0) {
      throw new KeyringException(name, Native.getLastError());
    }
    return returned;
  }

  private static void prepare() throws KeyringException {
    try {
      var _ = LibC.load();
    } catch (DeviceException failed) {
      throw new KeyringException(failed.problem().display(), failed);
    }
  }

  private static Memory text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }

  /** The kernel takes its copy from memory that is wiped, not from an array that JNA copies. */
  private static Memory secret(SecretBytes payload) {
    Memory memory = new Wiped(Math.max(1, payload.length()));
    memory.write(0, payload.bytes(SecretAccess.get()), 0, payload.length());
    return memory;
  }

  /** Memory that is cleared before it is freed. */
  private static final class Wiped extends Memory {
    Wiped(long size) {
      super(size);
    }

    @Override
    public void close() {
      clear();
      super.close();
    }
  }

  /** Bound to the process itself, so that no library is searched for on disk. */
  private static final class Functions {
    static {
      Native.register(Functions.class, NativeLibrary.getProcess());
    }

    private Functions() {}

    /** syscall(2); on both processors its variable arguments pass as fixed ones of 64 bits do. */
    static native long syscall(
        long number, long first, long second, long third, long fourth, long fifth);
  }
}
