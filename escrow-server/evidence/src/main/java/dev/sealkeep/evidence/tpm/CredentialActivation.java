package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.TcgHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The verifier's side of credential activation (TPM 2.0 Library part 1, section 24; part 3,
 * TPM2_MakeCredential): a secret that only the TPM with an endorsement key can open, and only while
 * it holds the object of a given name. Whoever then tells the secret has shown that the attestation
 * key is in that TPM. Whether the endorsement key is a TPM's, its certificate says.
 */
public final class CredentialActivation {
  private static final String IDENTITY = "IDENTITY";
  private static final int MAX_NAME_BYTES = 66;

  private CredentialActivation() {}

  /**
   * What is sent to the TPM, for TPM2_ActivateCredential.
   *
   * @param credentialBlob TPM2B_ID_OBJECT
   * @param secret TPM2B_ENCRYPTED_SECRET
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes for the wire; never compared
  public record Challenge(byte[] credentialBlob, byte[] secret) {}

  /**
   * Makes a challenge; refused with {@link TpmReason#EK_UNSUPPORTED} or {@link
   * TpmReason#EK_ATTRIBUTES_INVALID}.
   *
   * @param endorsementKey a restricted decryption key with AES in CFB mode
   * @param name of the attestation key, {@link TpmPublic#name}
   * @param credential the secret to be told back; at most as long as the digest of the endorsement
   *     key's name hash
   */
  public static Parsed<Challenge> challenge(
      TpmPublic endorsementKey, byte[] name, byte[] credential, SecureRandom random) {
    TcgHash hash = endorsementKey.nameHash();
    if (credential.length > hash.size() || name.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException("the credential or the name is too long");
    }
    List<String> faults = endorsementKey.endorsementFaults();
    if (!faults.isEmpty()) {
      return new Parsed.Refused<>(
          TpmReason.EK_ATTRIBUTES_INVALID.because("The key is " + String.join(", ", faults) + "."));
    }
    try {
      Seed seed = seed(endorsementKey, random);
      return new Parsed.Accepted<>(
          new Challenge(
              sized(wrapped(endorsementKey, seed.value(), name, credential)),
              sized(seed.encrypted())));
    } catch (GeneralSecurityException | RuntimeException unusableKey) {
      return new Parsed.Refused<>(unsupported());
    }
  }

  private static Reason unsupported() {
    return TpmReason.EK_UNSUPPORTED.plain();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seed(byte[] value, byte[] encrypted) {}

  private static Seed seed(TpmPublic endorsementKey, SecureRandom random)
      throws GeneralSecurityException {
    return switch (publicKey(endorsementKey)) {
      case RSAPublicKey rsa -> rsaSeed(endorsementKey.nameHash(), rsa, random);
      case ECPublicKey ec -> eccSeed(endorsementKey.nameHash(), ec, random);
      default -> throw new GeneralSecurityException("neither RSA nor ECC");
    };
  }

  private static PublicKey publicKey(TpmPublic key) throws GeneralSecurityException {
    String algorithm = key.isRsa() ? "RSA" : "EC";
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(key.spkiEncoded()));
  }

  /** Part 1, annex B.10.4: RSAES_OAEP with the label and its NUL. */
  private static Seed rsaSeed(TcgHash hash, RSAPublicKey key, SecureRandom random)
      throws GeneralSecurityException {
    byte[] seed = new byte[hash.size()];
    random.nextBytes(seed);
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(
        Cipher.ENCRYPT_MODE,
        key,
        new OAEPParameterSpec(
            hash.javaName(),
            "MGF1",
            new MGF1ParameterSpec(hash.javaName()),
            new PSource.PSpecified((IDENTITY + "\0").getBytes(StandardCharsets.US_ASCII))),
        random);
    return new Seed(seed, oaep.doFinal(seed));
  }

  /** Part 1, annex C.6.4: one pass of Diffie-Hellman, the ephemeral point is what is sent. */
  private static Seed eccSeed(TcgHash hash, ECPublicKey key, SecureRandom random)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(key.getParams(), random);
    KeyPair ephemeral = generator.generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(ephemeral.getPrivate());
    agreement.doPhase(key, true);
    ECPublicKey point = (ECPublicKey) ephemeral.getPublic();
    int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    byte[] x = coordinate(point.getW().getAffineX(), size);
    byte[] y = coordinate(point.getW().getAffineY(), size);
    byte[] seed =
        kdfE(hash, agreement.generateSecret(), x, coordinate(key.getW().getAffineX(), size));
    return new Seed(seed, concat(sized(x), sized(y)));
  }

  private static byte[] coordinate(BigInteger value, int size) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[size];
    int length = Math.min(bytes.length, size);
    System.arraycopy(bytes, bytes.length - length, fixed, size - length, length);
    return fixed;
  }

  /** TPMS_ID_OBJECT: an HMAC over the encrypted credential and the name, then the credential. */
  private static byte[] wrapped(
      TpmPublic endorsementKey, byte[] seed, byte[] name, byte[] credential)
      throws GeneralSecurityException {
    TcgHash hash = endorsementKey.nameHash();
    int keyBits = endorsementKey.symmetric().keyBits();
    Cipher cfb = Cipher.getInstance("AES/CFB/NoPadding");
    cfb.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(kdfA(hash, seed, "STORAGE", name, keyBits), "AES"),
        new IvParameterSpec(new byte[16]));
    byte[] encrypted = cfb.doFinal(sized(credential));
    byte[] key = kdfA(hash, seed, "INTEGRITY", new byte[0], hash.size() * Byte.SIZE);
    return concat(sized(hmac(hash, key, encrypted, name)), encrypted);
  }

  /** Part 1, section 11.4.10.2: SP 800-108 in counter mode with HMAC. */
  private static byte[] kdfA(TcgHash hash, byte[] key, String label, byte[] context, int bits)
      throws GeneralSecurityException {
    byte[] out = new byte[bits / Byte.SIZE];
    byte[] use = (label + "\0").getBytes(StandardCharsets.US_ASCII);
    for (int done = 0, counter = 1; done < out.length; done += hash.size(), counter++) {
      byte[] block = hmac(hash, key, u32(counter), use, context, u32(bits));
      System.arraycopy(block, 0, out, done, Math.min(block.length, out.length - done));
    }
    return out;
  }

  /** Part 1, section 11.4.10.3, for as many bits as the hash has: one round of SP 800-56A. */
  private static byte[] kdfE(TcgHash hash, byte[] z, byte[] partyU, byte[] partyV) {
    byte[] use = (IDENTITY + "\0").getBytes(StandardCharsets.US_ASCII);
    return hash.of(u32(1), z, use, partyU, partyV);
  }

  private static byte[] hmac(TcgHash hash, byte[] key, byte[]... parts)
      throws GeneralSecurityException {
    String algorithm = "Hmac" + hash.javaName().replace("-", "");
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] sized(byte[] bytes) {
    return ByteBuffer.allocate(Short.BYTES + bytes.length)
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
