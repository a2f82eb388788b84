package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The signing key of a log or of the log root: Ed25519 under a name. Safe for use by many threads.
 *
 * <p>The JDK keeps the key in an object that cannot be wiped; {@link #close()} wipes the seed alone
 * and makes the signer unusable.
 */
public final class LogSigner implements AutoCloseable {
  /** The size of a seed, RFC 8032's private key. */
  public static final int SEED_BYTES = Ed25519.SEED_BYTES;

  /** What stands before the seed in PKCS #8, RFC 8410, section 7 (without attributes). */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final SecretBytes seed;
  private final PrivateKey key;
  private final LogVerifierKey verifierKey;
  private final Provider provider;

  private LogSigner(
      SecretBytes seed, PrivateKey key, LogVerifierKey verifierKey, Provider provider) {
    this.seed = seed;
    this.key = key;
    this.verifierKey = verifierKey;
    this.provider = provider;
  }

  /** Makes a new key under {@code name}, an origin such as {@code escrow.example/log}. */
  public static LogSigner generate(String name, SecureRandom random) {
    try (SecretBytes seed = SecretBytes.random(random, SEED_BYTES)) {
      return fromSeed(name, seed);
    }
  }

  /**
   * Makes the key of a seed; throws {@link IllegalArgumentException} for another size than 32 bytes
   * or a name the note syntax does not allow. The caller keeps its seed and closes it.
   */
  public static LogSigner fromSeed(String name, SecretBytes seed) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length());
    }
    // The signer keeps the seed so that it can be sealed and stored.
    SecretBytes own = SecretBytes.copyOf(seed.bytes(SecretAccess.get()));
    KeyPair pair = expand(own);
    LogVerifierKey verifier =
        LogVerifierKey.of(name, Ed25519.rawPublicKey(pair.getPublic()))
            .toOptional()
            .orElseThrow(() -> new IllegalArgumentException("not a key name: " + name));
    return new LogSigner(own, pair.getPrivate(), verifier, Ed25519.provider());
  }

  /**
   * Makes the key of an unencrypted PKCS #8 structure (RFC 8410, version 0, without attributes: 48
   * bytes); empty for anything else. The caller keeps the structure and closes it.
   */
  public static Optional<LogSigner> fromPkcs8(String name, SecretBytes pkcs8) {
    // Read to take the seed out of its fixed frame.
    byte[] der = pkcs8.bytes(SecretAccess.get());
    int end = PKCS8_PREFIX.length;
    if (der.length != end + SEED_BYTES || !Arrays.equals(der, 0, end, PKCS8_PREFIX, 0, end)) {
      return Optional.empty();
    }
    try (SecretBytes seed = SecretBytes.owning(Arrays.copyOfRange(der, end, der.length))) {
      return Optional.of(fromSeed(name, seed));
    }
  }

  /**
   * Derives the pair. The JDK has no call from seed to public key, but its own generator takes the
   * seed as its only random bytes; the check after it holds that assumption.
   */
  private static KeyPair expand(SecretBytes seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
      // Read to feed the generator.
      byte[] bytes = seed.bytes(SecretAccess.get());
      generator.initialize(NamedParameterSpec.ED25519, new SeedRandom(bytes));
      KeyPair pair = generator.generateKeyPair();
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      boolean same =
          Arrays.equals(pkcs8, pkcs8.length - SEED_BYTES, pkcs8.length, bytes, 0, SEED_BYTES);
      Arrays.fill(pkcs8, (byte) 0);
      if (!same) {
        throw new IllegalStateException("the key generator did not use the seed");
      }
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The same key, with {@code faster} at work in place of the JDK's slow arithmetic; shares the
   * seed with this signer. Empty if it does not make the one signature that RFC 8032 knows.
   */
  public Optional<LogSigner> by(Provider faster) {
    byte[] probe = PKCS8_PREFIX;
    try {
      return Arrays.equals(Ed25519.sign(key, probe), Ed25519.sign(key, probe, faster))
          ? Optional.of(new LogSigner(seed, key, verifierKey, faster))
          : Optional.empty();
    } catch (IllegalStateException unable) {
      return Optional.empty();
    }
  }

  /** The key that verifies what this one signs. */
  public LogVerifierKey verifierKey() {
    return verifierKey;
  }

  /** Returns a copy of the 32-byte seed, which the caller closes. */
  public SecretBytes seed() {
    // Copied so that it can be sealed and stored.
    return SecretBytes.copyOf(seed.bytes(SecretAccess.get()));
  }

  /** Signs a text, which ends in a newline and holds no other control character. */
  public SignedNote sign(String text) {
    if (!SignedNote.isText(text)) {
      throw new IllegalArgumentException("not the text of a note");
    }
    // Read to refuse a closed signer.
    seed.bytes(SecretAccess.get());
    byte[] signature = Ed25519.sign(key, text.getBytes(StandardCharsets.UTF_8), provider);
    return new SignedNote(text, List.of(NoteSignature.of(verifierKey, signature)));
  }

  /** Wipes the seed; signing then throws {@link IllegalStateException}. */
  @Override
  public void close() {
    seed.close();
  }

  /** Names the public key. */
  @Override
  public String toString() {
    return "LogSigner[" + verifierKey + "]";
  }

  /** Yields one seed, once. */
  private static final class SeedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;

    SeedRandom(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
