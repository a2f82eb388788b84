package dev.sealkeep.agent.volume.cryptsetup;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** The functions of libcryptsetup 2 (libcryptsetup.h), for 64-bit machines: size_t is a long. */
@SuppressWarnings("MethodName") // as the library spells them
final class Functions {
  static {
    Native.register(Functions.class, NativeLibrary.getInstance("libcryptsetup.so.12"));
  }

  private Functions() {}

  /** Loads the library, unless that was done. */
  static void bind() {}

  /** Takes what the library says: {@code void (*)(int level, const char *msg, void *usrptr)}. */
  interface Log extends Callback {
    void invoke(int level, String message, @Nullable Pointer user);
  }

  /**
   * Takes how far a reencryption is: {@code int (*)(uint64_t size, uint64_t offset, void *usrptr)};
   * 0 lets it go on.
   */
  interface Moved extends Callback {
    int invoke(long size, long offset, @Nullable Pointer user);
  }

  static native int crypt_init(PointerByReference handle, String device);

  static native int crypt_init_data_device(PointerByReference handle, String header, String data);

  static native void crypt_free(Pointer handle);

  static native void crypt_set_log_callback(Pointer handle, Log log, @Nullable Pointer user);

  static native int crypt_set_pbkdf_type(Pointer handle, Pointer pbkdf);

  static native int crypt_set_data_offset(Pointer handle, long sectors);

  static native int crypt_format(
      Pointer handle,
      String type,
      String cipher,
      String mode,
      String uuid,
      @Nullable Pointer volumeKey,
      long volumeKeyBytes,
      Pointer parameters);

  static native int crypt_load(Pointer handle, String type, @Nullable Pointer parameters);

  static native int crypt_keyslot_add_by_volume_key(
      Pointer handle,
      int slot,
      @Nullable Pointer volumeKey,
      long volumeKeyBytes,
      Pointer passphrase,
      long passphraseBytes);

  static native int crypt_keyslot_add_by_passphrase(
      Pointer handle,
      int slot,
      Pointer existing,
      long existingBytes,
      Pointer passphrase,
      long passphraseBytes);

  static native int crypt_keyslot_add_by_key(
      Pointer handle,
      int slot,
      @Nullable Pointer volumeKey,
      long volumeKeyBytes,
      Pointer passphrase,
      long passphraseBytes,
      int flags);

  static native int crypt_dump_json(Pointer handle, PointerByReference text, int flags);

  static native int crypt_reencrypt_init_by_passphrase(
      Pointer handle,
      @Nullable String name,
      Pointer passphrase,
      long passphraseBytes,
      int oldSlot,
      int newSlot,
      @Nullable String cipher,
      @Nullable String mode,
      Pointer parameters);

  static native int crypt_reencrypt_status(Pointer handle, @Nullable Pointer parameters);

  static native int crypt_reencrypt_run(Pointer handle, Moved progress, @Nullable Pointer user);

  static native int crypt_activate_by_passphrase(
      Pointer handle,
      @Nullable String name,
      int slot,
      Pointer passphrase,
      long passphraseBytes,
      int flags);

  static native int crypt_deactivate_by_name(@Nullable Pointer handle, String name, int flags);

  static native int crypt_volume_key_get(
      Pointer handle,
      int slot,
      Pointer volumeKey,
      LongByReference volumeKeyBytes,
      Pointer passphrase,
      long passphraseBytes);
}
