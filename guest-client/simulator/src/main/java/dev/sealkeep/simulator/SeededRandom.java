package dev.sealkeep.simulator;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * The SHAKE256 stream of a seed: lets generators of keys and salts give the same result twice. It
 * is as secret as its seed; for simulated processors and tests.
 */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  /** Starts the stream of {@code seed}. */
  public SeededRandom(byte[] seed) {
    super(new Stream(seed), null);
  }

  private static final class Stream extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;
    private final transient SHAKEDigest digest = new SHAKEDigest(256);

    Stream(byte[] seed) {
      digest.update(seed, 0, seed.length);
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      throw new UnsupportedOperationException("the seed is fixed");
    }

    @Override
    protected synchronized void engineNextBytes(byte[] bytes) {
      digest.doOutput(bytes, 0, bytes.length);
    }

    @Override
    protected byte[] engineGenerateSeed(int numBytes) {
      byte[] seed = new byte[numBytes];
      engineNextBytes(seed);
      return seed;
    }
  }
}
