package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.FileWeakness;
import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The log-root key, which certifies log keys and does nothing else. Needed at first start and when
 * a new log succeeds this one; between those it should be kept offline.
 *
 * <p>The file is two lines, mode 0600: the key's name, and its 32-byte Ed25519 seed in hexadecimal.
 */
final class RootKeyFile {
  private RootKeyFile() {}

  /** Reads the key in {@code file}, or makes one called {@code name}. */
  static LogSigner ensure(Path file, String name, SecureRandom random) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    LogSigner signer = LogSigner.generate(name, random);
    try (SecretBytes seed = signer.seed()) {
      String hex = HexFormat.of().formatHex(seed.bytes(SecretAccess.get()));
      OwnerOnlyFiles.create(file, (name + '\n' + hex + '\n').getBytes(StandardCharsets.US_ASCII));
    }
    return signer;
  }

  /** Reads the key in {@code file}. */
  static LogSigner read(Path file) throws IOException {
    Optional<FileWeakness> weakness = FileWeakness.of(file);
    if (weakness.isPresent()) {
      throw new StartRefusedException(weakness.get().explain(file));
    }
    byte[] content = Files.readAllBytes(file);
    try {
      String[] lines = new String(content, StandardCharsets.US_ASCII).split("\n", -1);
      if (lines.length < 2) {
        throw new StartRefusedException(file + " is not a log-root key file");
      }
      try (SecretBytes seed = SecretBytes.owning(HexFormat.of().parseHex(lines[1]))) {
        return LogSigner.fromSeed(lines[0], seed);
      }
    } catch (IllegalArgumentException e) {
      throw new StartRefusedException(file + " is not a log-root key file", e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
