package dev.sealkeep.keystore.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that only their owner may read. POSIX file systems only. */
public final class OwnerOnlyFiles {
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");

  /** Mode 0600 for a file to be created. */
  static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(FILE_MODE);

  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private OwnerOnlyFiles() {}

  /** Returns the folder that holds {@code file}. */
  public static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** Creates the folder of {@code file}, mode 0700, with those above it, where they are absent. */
  public static void createDirectoryOf(Path file) throws IOException {
    Path directory = directoryOf(file);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, DIRECTORY);
    }
  }

  /** Creates an empty file of mode 0600 if there is none; sets the mode of one that is there. */
  public static void createOrRestrict(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(file, FILE_MODE);
      return;
    }
    Files.createFile(file, FILE);
    syncDirectory(directoryOf(file));
  }

  /**
   * Creates {@code target} with that content, durably: a reader sees all of it or no file.
   *
   * @throws FileAlreadyExistsException if there is a file already, which is left as it was
   */
  public static void create(Path target, byte[] content) throws IOException {
    Path temporary = writeTemporary(target, stream -> stream.write(content));
    try {
      // A hard link, unlike a rename, fails when the target exists.
      Files.createLink(target, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directoryOf(target));
  }

  /** Replaces {@code target} durably: a reader sees the old content or the new. */
  public static void replace(Path target, byte[] content) throws IOException {
    replace(target, stream -> stream.write(content));
  }

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it to {@code stream}, which is not buffered. */
    void writeTo(OutputStream stream) throws IOException;
  }

  /** Replaces {@code target} durably: a reader sees the old content or the new. */
  public static void replace(Path target, Content content) throws IOException {
    Path temporary = writeTemporary(target, content);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(directoryOf(target));
  }

  private static Path writeTemporary(Path target, Content content) throws IOException {
    Path temporary = Files.createTempFile(directoryOf(target), ".new-", ".tmp", FILE);
    boolean written = false;
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(temporary);
      }
    }
    return temporary;
  }

  /** Makes the names in the folder of {@code file} durable. */
  public static void syncDirectoryOf(Path file) throws IOException {
    syncDirectory(directoryOf(file));
  }

  /** Makes the names in a folder durable. */
  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
