package dev.sealkeep.keystore.keyset;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * A Tink keyset of AES-256-GCM keys. Ciphertexts are Tink's: a 5-byte prefix that names the key, a
 * 12-byte nonce, the ciphertext, a 16-byte tag.
 *
 * <p>Immutable and safe for use by many threads. Tink's own copies of the keys cannot be wiped.
 */
public final class AesGcmKeyset {
  private static final Configuration CONFIGURATION = AeadConfig2026.get();

  private final KeysetHandle handle;
  private final Aead aead;

  private AesGcmKeyset(KeysetHandle handle) throws GeneralSecurityException {
    this.handle = handle;
    this.aead = handle.getPrimitive(CONFIGURATION, Aead.class);
  }

  /** Makes a keyset of one new key. */
  public static AesGcmKeyset generate() {
    try {
      return new AesGcmKeyset(
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, CONFIGURATION));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /**
   * Reads a keyset in Tink's binary format.
   *
   * @return empty unless it is a keyset of enabled AES-256-GCM keys of Tink's own prefix
   */
  public static Optional<AesGcmKeyset> parse(SecretBytes serialized) {
    try {
      KeysetHandle handle =
          TinkProtoKeysetFormat.parseKeyset(
              // Read to be parsed; the bytes stay the caller's to wipe.
              serialized.bytes(SecretAccess.get()), InsecureSecretKeyAccess.get(), CONFIGURATION);
      return acceptable(handle) ? Optional.of(new AesGcmKeyset(handle)) : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      // Tink throws unchecked exceptions, too, on bytes that are no keyset.
      return Optional.empty();
    }
  }

  private static boolean acceptable(KeysetHandle handle) {
    for (int i = 0; i < handle.size(); i++) {
      KeysetHandle.Entry entry = handle.getAt(i);
      if (!entry.getStatus().equals(KeyStatus.ENABLED)
          || !entry.getKey().getParameters().equals(PredefinedAeadParameters.AES256_GCM)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the keyset, keys in clear, in Tink's binary format; the caller closes it. */
  public SecretBytes serialize() {
    try {
      return SecretBytes.owning(
          TinkProtoKeysetFormat.serializeKeyset(
              handle, InsecureSecretKeyAccess.get(), CONFIGURATION));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a keyset cannot be serialized", e);
    }
  }

  /** Returns this keyset with a new primary key; the others go on decrypting. */
  public AesGcmKeyset withNewPrimary() {
    try {
      return new AesGcmKeyset(
          KeysetHandle.newBuilder(handle)
              .addEntry(
                  KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                      .withRandomId()
                      .makePrimary())
              .setConfiguration(CONFIGURATION)
              .build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /** How many keys it holds. */
  public int size() {
    return handle.size();
  }

  /** Encrypts under the primary key. */
  public byte[] encrypt(SecretBytes plaintext, byte[] associatedData) {
    try {
      // Read to be encrypted; the bytes stay the caller's to wipe.
      return aead.encrypt(plaintext.bytes(SecretAccess.get()), associatedData);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /** Decrypts; empty unless one of the keys made exactly this, with exactly that data. */
  public Optional<SecretBytes> decrypt(byte[] ciphertext, byte[] associatedData) {
    try {
      return Optional.of(SecretBytes.owning(aead.decrypt(ciphertext, associatedData)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Names the type and the number of keys. */
  @Override
  public String toString() {
    return "AesGcmKeyset[" + size() + " keys]";
  }
}
