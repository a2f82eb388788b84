package dev.sealkeep.simulator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The RSA key pairs of the three authorities.
 *
 * @param ark the root's
 * @param ask the VCEK issuer's
 * @param asvk the VLEK issuer's
 */
public record AuthorityKeys(KeyPair ark, KeyPair ask, KeyPair asvk) {
  /** The modulus size of the real authorities. */
  public static final int RSA_BITS = 4096;

  private static final int SEED_BYTES = 32;

  /**
   * Makes three pairs of 4096 bits, in three threads. The same bytes from {@code random} give the
   * same keys on the same release of Java. Takes seconds.
   */
  public static AuthorityKeys generate(SecureRandom random) {
    byte[] ark = seed(random);
    byte[] ask = seed(random);
    byte[] asvk = seed(random);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<KeyPair> first = threads.submit(() -> keyPair(ark));
      Future<KeyPair> second = threads.submit(() -> keyPair(ask));
      Future<KeyPair> third = threads.submit(() -> keyPair(asvk));
      return new AuthorityKeys(first.get(), second.get(), third.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot make RSA keys", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making RSA keys", e);
    }
  }

  KeyPair of(Authority authority) {
    return switch (authority) {
      case ARK -> ark;
      case ASK -> ask;
      case ASVK -> asvk;
    };
  }

  private static byte[] seed(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return seed;
  }

  private static KeyPair keyPair(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
    generator.initialize(RSA_BITS, new SeededRandom(seed));
    return generator.generateKeyPair();
  }

  /** Names the type alone. */
  @Override
  public String toString() {
    return "AuthorityKeys[RSA]";
  }
}
