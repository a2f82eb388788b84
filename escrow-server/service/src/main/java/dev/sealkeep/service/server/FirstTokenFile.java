package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The administrator's first token, from before it counts until somebody has been shown it, so that
 * a node which is killed in between shows it at its next start. One line; mode 0600, beside the
 * root KEK, which is worth more.
 */
final class FirstTokenFile {
  private final Path file;

  FirstTokenFile(Path file) {
    this.file = file;
  }

  /** Keeps {@code token}, durably, in place of one that never came to count. */
  void keep(String token) {
    try {
      OwnerOnlyFiles.replace(file, (token + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw refused("write", e);
    }
  }

  /** The token that nobody is known to have been shown. */
  Optional<String> read() {
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw refused("read", e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw refused("remove", e);
    }
  }

  private StartRefusedException refused(String what, IOException e) {
    return new StartRefusedException(
        "cannot %s %s (%s); check that its disk is well, has room and is not mounted read-only"
            .formatted(what, file, e.getMessage()),
        e);
  }
}
