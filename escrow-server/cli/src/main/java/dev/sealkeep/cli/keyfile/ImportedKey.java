package dev.sealkeep.cli.keyfile;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/** A key to import: the raw bytes of a file or of standard input, nothing trimmed. */
public final class ImportedKey {
  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 512;

  private ImportedKey() {}

  /**
   * Reads the key. The caller closes it.
   *
   * @param source a path, or {@code -} for standard input
   */
  public static SecretBytes read(String source, InputStream standardInput) {
    byte[] bytes =
        source.equals("-")
            ? readStandardInput(standardInput)
            : BoundedFile.read(Path.of(source), MAX_BYTES, "the key file");
    if (bytes.length < MIN_BYTES) {
      Arrays.fill(bytes, (byte) 0);
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "the key to import has %d bytes".formatted(bytes.length),
          "A key has %d to %d bytes.".formatted(MIN_BYTES, MAX_BYTES));
    }
    return SecretBytes.owning(bytes);
  }

  private static byte[] readStandardInput(InputStream in) {
    try {
      return BoundedFile.read(in, MAX_BYTES, "the key on standard input");
    } catch (IOException e) {
      throw BoundedFile.unreadable("the key on standard input", e);
    }
  }
}
