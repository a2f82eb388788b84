package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;

/**
 * Which key derivations a slot may have. The lower bounds are libcryptsetup's own; the upper ones
 * keep a disk that the host changed from holding a boot up for long or from taking all memory.
 */
final class KdfRule {
  static final int LEAST_ITERATIONS = 1000;

  /** Some 20 s on a slow core. */
  static final int MOST_ITERATIONS = 20_000_000;

  private static final int LEAST_PASSES = 4;
  private static final int MOST_PASSES = 100_000;
  private static final int LEAST_KIBIBYTES = 32;

  /** 1 GiB, libcryptsetup's own default limit. */
  private static final int MOST_KIBIBYTES = 1 << 20;

  private static final int MOST_THREADS = 16;

  /** Passes times memory: eight times what the default costs. */
  private static final long MOST_WORK = 1L << 25;

  static final int LEAST_SALT_BYTES = 16;
  static final int MOST_SALT_BYTES = 64;

  private KdfRule() {}

  /** Checks one derivation. */
  static Pbkdf read(Members kdf) throws VolumeException {
    String type = kdf.text("type");
    Pbkdf derivation =
        switch (type) {
          case "pbkdf2" -> pbkdf2(kdf);
          case "argon2i", "argon2id" -> argon2(type, kdf);
          default -> throw kdf.fault(VolumeFault.HEADER_KDF, "type", "is `%s`".formatted(type));
        };
    kdf.base64("salt", LEAST_SALT_BYTES, MOST_SALT_BYTES);
    kdf.finish();
    return derivation;
  }

  /** Checks hash and iterations of PBKDF2. */
  static Pbkdf pbkdf2(Members kdf) throws VolumeException {
    String hash = kdf.oneOf("hash", Keyslot.HASHES, VolumeFault.HEADER_KDF);
    long iterations =
        kdf.integer("iterations", LEAST_ITERATIONS, MOST_ITERATIONS, VolumeFault.HEADER_KDF);
    return new Pbkdf("pbkdf2", hash, (int) iterations, 0, 0);
  }

  private static Pbkdf argon2(String type, Members kdf) throws VolumeException {
    long passes = kdf.integer("time", LEAST_PASSES, MOST_PASSES, VolumeFault.HEADER_KDF);
    long kibibytes = kdf.integer("memory", LEAST_KIBIBYTES, MOST_KIBIBYTES, VolumeFault.HEADER_KDF);
    long threads = kdf.integer("cpus", 1, MOST_THREADS, VolumeFault.HEADER_KDF);
    if (passes * kibibytes > MOST_WORK) {
      throw kdf.fault(
          VolumeFault.HEADER_KDF,
          "time",
          "times memory is %d, more than %d".formatted(passes * kibibytes, MOST_WORK));
    }
    return new Pbkdf(type, "", (int) passes, (int) kibibytes, (int) threads);
  }
}
