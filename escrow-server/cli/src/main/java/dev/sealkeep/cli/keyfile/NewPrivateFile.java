package dev.sealkeep.cli.keyfile;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Files with secrets: new, mode 0600, durable. */
public final class NewPrivateFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private NewPrivateFile() {}

  /**
   * Writes a new file, and wipes {@code content} whatever happens.
   *
   * @param what its content, such as {@code the administrator's token}
   */
  public static void write(Path file, byte[] content, String what) {
    try (FileChannel channel = open(file)) {
      fill(channel, content);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot write %s to %s: %s".formatted(what, file, BoundedFile.reason(e)),
          "Name a new file in a folder you can write to.");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ALONE);
  }

  static void fill(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(content);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    channel.force(true);
  }
}
