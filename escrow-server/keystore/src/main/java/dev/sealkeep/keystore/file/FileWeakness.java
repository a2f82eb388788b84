package dev.sealkeep.keystore.file;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What makes a file unfit to hold a secret. */
public enum FileWeakness {
  /** A symbolic link: whoever owns the link chooses the file. */
  SYMBOLIC_LINK,
  /** A folder, device, socket or pipe. */
  NOT_A_FILE,
  /** The owner is not the user that this process runs as. */
  FOREIGN_OWNER,
  /** The mode lets the group or others read, write or execute it. */
  OPEN_MODE;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /**
   * Looks at the file itself, not at what a link points to.
   *
   * @throws IOException if there is no such file or it cannot be looked at
   */
  public static Optional<FileWeakness> of(Path file) throws IOException {
    return of(file, new UnixSystem().getUid());
  }

  static Optional<FileWeakness> of(Path file, long processUser) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      return Optional.of(SYMBOLIC_LINK);
    }
    if (!attributes.isRegularFile()) {
      return Optional.of(NOT_A_FILE);
    }
    if (owner(file) != processUser) {
      return Optional.of(FOREIGN_OWNER);
    }
    return OWNER_ONLY.containsAll(attributes.permissions())
        ? Optional.empty()
        : Optional.of(OPEN_MODE);
  }

  private static long owner(Path file) throws IOException {
    Object uid = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return Integer.toUnsignedLong((Integer) uid);
  }

  /** Says what is wrong with {@code file} and what to do, in one line. */
  public String explain(Path file) {
    return switch (this) {
      case SYMBOLIC_LINK -> file + " is a symbolic link; name the file itself";
      case NOT_A_FILE -> file + " is not a regular file; name a file";
      case FOREIGN_OWNER ->
          file + " belongs to another user; run as that user, or: chown \"$(id -un)\" " + file;
      case OPEN_MODE -> file + " can be read by others than its owner; run: chmod 600 " + file;
    };
  }
}
