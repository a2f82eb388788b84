package dev.sealkeep.agent;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/** A file that holds a passphrase or a key, of which every byte counts, a last newline too. */
final class SecretFile {
  private static final int MOST_BYTES = 8192;

  private SecretFile() {}

  /**
   * Reads it; the caller closes what comes back.
   *
   * @throws IOException if it cannot be read, is empty, or has more than 8 KiB
   */
  static SecretBytes read(Path file) throws IOException {
    byte[] buffer = new byte[MOST_BYTES + 1];
    // Unbuffered: the bytes shall lie in no buffer that nobody wipes.
    try (InputStream in = new FileInputStream(file.toFile())) {
      int length = 0;
      int read;
      while (length < buffer.length
          && (read = in.read(buffer, length, buffer.length - length)) >= 0) {
        length += read;
      }
      if (length == 0 || length > MOST_BYTES) {
        throw new IOException(length == 0 ? "it is empty" : "it has more than 8 KiB");
      }
      return SecretBytes.owning(Arrays.copyOf(buffer, length));
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
