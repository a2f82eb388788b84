package dev.sealkeep.protocol.hpke;

import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An ephemeral recipient: makes a key pair and opens one message sealed to it with HPKE base mode,
 * HKDF-SHA256, AES-256-GCM and no associated data. Not thread-safe; closing it destroys the private
 * key as far as the platform can.
 */
public final class HpkeReceiver implements AutoCloseable {
  private static final int TAG_BITS = 128;
  private static final byte[] NO_ASSOCIATED_DATA = {};

  private final Kem kem;
  private final Decapsulator decapsulator;

  private HpkeReceiver(Kem kem, Decapsulator decapsulator) {
    this.kem = kem;
    this.decapsulator = decapsulator;
  }

  /**
   * Makes a key pair.
   *
   * @param random where private keys come from; X-Wing takes 64 bytes (d ‖ z) for ML-KEM, then 32
   *     for X25519, and X25519 alone takes 32
   * @throws IllegalStateException if this Java lacks the algorithms
   */
  public static HpkeReceiver generate(Kem kem, SecureRandom random) {
    try {
      return new HpkeReceiver(
          kem,
          switch (kem) {
            case X25519 -> new DhKem(pair(NamedParameterSpec.X25519, random));
            case X_WING ->
                new XWing(
                    pair(NamedParameterSpec.ML_KEM_768, random),
                    pair(NamedParameterSpec.X25519, random));
          });
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot make a " + kem.label() + " key", missing);
    }
  }

  private static KeyPair pair(NamedParameterSpec parameters, SecureRandom random)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(parameters.getName());
    generator.initialize(parameters, random);
    return generator.generateKeyPair();
  }

  /** The KEM of the key pair. */
  public Kem kem() {
    return kem;
  }

  /** The serialized public key: {@link Kem#publicKeyBytes()} bytes. */
  public byte[] publicKey() {
    return decapsulator.publicKey().clone();
  }

  /**
   * Opens a message.
   *
   * @param enc the encapsulation: {@link Kem#encapsulationBytes()} bytes
   * @param info what sender and receiver agree on
   * @param ciphertext the sealed bytes with the 16-byte tag
   */
  public HpkeOutcome open(byte[] enc, byte[] info, byte[] ciphertext) {
    return open(enc, info, ciphertext, NO_ASSOCIATED_DATA);
  }

  /** As the public method, with associated data, which the published vectors have. */
  HpkeOutcome open(byte[] enc, byte[] info, byte[] ciphertext, byte[] associatedData) {
    if (enc.length != kem.encapsulationBytes() || ciphertext.length < TAG_BITS / Byte.SIZE) {
      return new HpkeOutcome.Refused(HpkeFault.WRONG_LENGTH);
    }
    byte[] sharedSecret;
    try {
      sharedSecret = decapsulator.decapsulate(enc);
    } catch (GeneralSecurityException refused) {
      return new HpkeOutcome.Refused(HpkeFault.ENCAPSULATION_REFUSED);
    }
    try (KeySchedule schedule = KeySchedule.derive(HpkeSuite.of(kem), sharedSecret, info)) {
      byte[] plaintext = decrypt(schedule, ciphertext, associatedData);
      return new HpkeOutcome.Opened(SecretBytes.owning(plaintext));
    } catch (AEADBadTagException tampered) {
      return new HpkeOutcome.Refused(HpkeFault.NOT_AUTHENTIC);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java lacks HKDF-SHA256 or AES-256-GCM", missing);
    } finally {
      Arrays.fill(sharedSecret, (byte) 0);
    }
  }

  private static byte[] decrypt(KeySchedule schedule, byte[] ciphertext, byte[] associatedData)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(schedule.key(), "AES"),
        new GCMParameterSpec(TAG_BITS, schedule.baseNonce()));
    cipher.updateAAD(associatedData);
    return cipher.doFinal(ciphertext);
  }

  @Override
  public void close() {
    decapsulator.close();
  }

  /** Names the KEM only. */
  @Override
  public String toString() {
    return "HpkeReceiver[" + kem.label() + "]";
  }
}
