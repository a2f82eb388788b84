package dev.sealkeep.agent.recovery;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whoever holds the identity to an X25519 recipient of age (C2SP age, version 1): {@code age1} and
 * 58 more symbols.
 */
public final class AgeRecipient {
  private static final String PREFIX = "age";
  private static final int KEY_BYTES = 32;
  private static final int FILE_KEY_BYTES = 16;
  private static final int NONCE_BYTES = 16;
  private static final int IV_BYTES = 12;
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  /** What the nonce of the only chunk is: number 0, and the mark of the last. */
  private static final byte[] ONLY_CHUNK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final String text;
  private final byte[] key;

  private AgeRecipient(String text, byte[] key) {
    this.text = text;
    this.key = key;
  }

  /** Reads a recipient; empty if it is none of X25519. */
  public static Optional<AgeRecipient> parse(String text) {
    return Bech32.decode(PREFIX, text)
        .filter(key -> key.length == KEY_BYTES && agreeable(key))
        .map(key -> new AgeRecipient(text, key));
  }

  /** A point of low order agrees on nothing. */
  private static boolean agreeable(byte[] key) {
    try {
      byte[] shared = agree(pair(new SecureRandom()), key);
      Arrays.fill(shared, (byte) 0);
      return true;
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  /**
   * Encrypts a secret of at most 64 KiB to the recipient.
   *
   * @return a binary age file: header of some 200 bytes, nonce, the secret and a tag of 16 bytes
   */
  public byte[] encrypt(SecretBytes secret, SecureRandom random) {
    byte[] fileKey = new byte[FILE_KEY_BYTES];
    random.nextBytes(fileKey);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      file.writeBytes(header(fileKey, random));
      file.writeBytes(nonce);
      byte[] payloadKey = derive(fileKey, nonce, "payload");
      try {
        // What is encrypted.
        file.writeBytes(seal(payloadKey, ONLY_CHUNK, secret.bytes(SecretAccess.get())));
      } finally {
        Arrays.fill(payloadKey, (byte) 0);
      }
      return file.toByteArray();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(
          "this Java lacks X25519, HKDF-SHA256 or ChaCha20-Poly1305", missing);
    } finally {
      Arrays.fill(fileKey, (byte) 0);
    }
  }

  private byte[] header(byte[] fileKey, SecureRandom random) throws GeneralSecurityException {
    KeyPair ephemeral = pair(random);
    byte[] share = raw((XECPublicKey) ephemeral.getPublic());
    byte[] shared = agree(ephemeral, key);
    byte[] salt = Arrays.copyOf(share, 2 * KEY_BYTES);
    System.arraycopy(key, 0, salt, KEY_BYTES, KEY_BYTES);
    byte[] wrappingKey = derive(shared, salt, "age-encryption.org/v1/X25519");
    byte[] macKey = derive(fileKey, new byte[0], "header");
    try {
      String signed =
          "age-encryption.org/v1\n-> X25519 %s\n%s\n---"
              .formatted(
                  BASE64.encodeToString(share),
                  BASE64.encodeToString(seal(wrappingKey, new byte[IV_BYTES], fileKey)));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(macKey, "HmacSHA256"));
      byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return (signed + " " + BASE64.encodeToString(tag) + "\n").getBytes(StandardCharsets.US_ASCII);
    } finally {
      Arrays.fill(shared, (byte) 0);
      Arrays.fill(wrappingKey, (byte) 0);
      Arrays.fill(macKey, (byte) 0);
    }
  }

  private static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
    generator.initialize(NamedParameterSpec.X25519, random);
    return generator.generateKeyPair();
  }

  private static byte[] agree(KeyPair own, byte[] theirs) throws GeneralSecurityException {
    byte[] bigEndian = reversed(theirs);
    // RFC 7748: the top bit is not part of the coordinate.
    bigEndian[0] &= 0x7f;
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(own.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance("X25519")
            .generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
        true);
    return agreement.generateSecret();
  }

  /** 32 bytes, little-endian (RFC 7748). */
  private static byte[] raw(XECPublicKey key) {
    byte[] bigEndian = key.getU().toByteArray();
    byte[] padded = new byte[KEY_BYTES];
    int length = Math.min(bigEndian.length, KEY_BYTES);
    System.arraycopy(bigEndian, bigEndian.length - length, padded, KEY_BYTES - length, length);
    return reversed(padded);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] derive(byte[] input, byte[] salt, String info)
      throws GeneralSecurityException {
    HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract().addIKM(input);
    if (salt.length > 0) {
      extract.addSalt(salt);
    }
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(extract.thenExpand(info.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
  }

  private static byte[] seal(byte[] key, byte[] nonce, byte[] plaintext)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    return cipher.doFinal(plaintext);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AgeRecipient recipient && recipient.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As age spells it. */
  @Override
  public String toString() {
    return text;
  }
}
