package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Replaces the text of a file in one step: whoever reads it, and whatever happens meanwhile, there
 * is the old text or the new one. Owner, group and permissions stay; a symbolic link stays one.
 */
final class RewrittenFile {
  private RewrittenFile() {}

  /** Replaces the text; the command ends if that cannot be, and the file is as it was. */
  static void write(Path file, String text) {
    try {
      Path target = file.toRealPath();
      if (!Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString());
      }
      replace(target, text);
    } catch (IOException e) {
      String why =
          e instanceof AccessDeniedException ? "permission denied" : e.getClass().getSimpleName();
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot rewrite %s: %s".formatted(file, why),
          "It is as it was. Check that it and its folder can be written to.");
    }
  }

  private static void replace(Path target, String text) throws IOException {
    Path next = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".next");
    try {
      write(next, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      keepAttributes(target, next);
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static void write(Path file, ByteBuffer rest) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private static void keepAttributes(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes kept = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributes own = view.readAttributes();
    if (!own.owner().equals(kept.owner())) {
      view.setOwner(kept.owner());
    }
    if (!own.group().equals(kept.group())) {
      view.setGroup(kept.group());
    }
    // Last, for a change of owner takes permissions away.
    view.setPermissions(kept.permissions());
  }
}
