package dev.sealkeep.cli.keyfile;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file with a tenant's key k_tenant: 64 lower-case hexadecimal digits and a newline, mode 0600.
 *
 * <p>The file is reserved, empty, before the server is asked, because the key is shown only once:
 * what cannot be written must be known beforehand. A reserved file that was not filled is removed
 * on {@link #close()}.
 */
public final class TenantKeyFile implements AutoCloseable {
  /** The size of k_tenant. */
  public static final int KEY_BYTES = 32;

  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Path path;
  private final FileChannel channel;
  private boolean filled;

  private TenantKeyFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes the file, empty; fails if there is one already. */
  public static TenantKeyFile reserve(Path path) {
    try {
      FileChannel channel = NewPrivateFile.open(path);
      return new TenantKeyFile(path, channel);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot make the tenant key file %s: %s".formatted(path, BoundedFile.reason(e)),
          "Name a new file in a folder you can write to; an existing key is never overwritten.");
    }
  }

  /** Writes the key and makes it durable. */
  public void fill(SecretBytes key) {
    // Reading the key is the purpose: its owner keeps it from here on.
    byte[] line = line(key.bytes(SecretAccess.get()));
    try {
      NewPrivateFile.fill(channel, line);
      filled = true;
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "the tenant exists now, but its key could not be written to %s: %s"
              .formatted(path, BoundedFile.reason(e)),
          "The key is shown only once: make another tenant with a writable key file.");
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private static byte[] line(byte[] key) {
    byte[] line = new byte[2 * key.length + 1];
    for (int i = 0; i < key.length; i++) {
      line[2 * i] = DIGITS[(key[i] >> 4) & 15];
      line[2 * i + 1] = DIGITS[key[i] & 15];
    }
    line[2 * key.length] = '\n';
    return line;
  }

  /** Reads a file that {@link #fill} wrote. The caller closes the key. */
  public static SecretBytes read(Path path) {
    byte[] line = BoundedFile.read(path, 2 * KEY_BYTES + 2, "the tenant key file");
    try {
      byte[] key = new byte[KEY_BYTES];
      boolean wellFormed = line.length >= 2 * KEY_BYTES && endsAfterDigits(line);
      for (int i = 0; i < KEY_BYTES && wellFormed; i++) {
        int high = Character.digit(line[2 * i], 16);
        int low = Character.digit(line[2 * i + 1], 16);
        wellFormed = high >= 0 && low >= 0;
        key[i] = (byte) (high << 4 | low);
      }
      if (!wellFormed) {
        Arrays.fill(key, (byte) 0);
        throw CommandFailure.of(
            ExitCode.UNUSABLE,
            "%s is not a tenant key file: it must hold %d hexadecimal digits"
                .formatted(path, 2 * KEY_BYTES),
            "Give the file that 'sealkeep tenant create' wrote.");
      }
      return SecretBytes.owning(key);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private static boolean endsAfterDigits(byte[] line) {
    for (int i = 2 * KEY_BYTES; i < line.length; i++) {
      if (line[i] != '\n' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Closes the file and removes it if it was never filled. */
  @Override
  public void close() {
    try {
      channel.close();
      if (!filled) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot close %s: %s".formatted(path, BoundedFile.reason(e)),
          "Check the file system.");
    }
  }
}
