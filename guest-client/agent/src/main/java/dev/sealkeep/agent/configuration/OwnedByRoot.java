package dev.sealkeep.agent.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that root alone can change: the file and every folder above it are root's, and no group and
 * no other may write to them. A folder with the sticky bit passes, for in it nobody replaces what
 * is root's (chmod(2), S_ISVTX). Symbolic links are followed and what they lead to is held to the
 * same; so is the folder in which the link stands.
 */
public final class OwnedByRoot {
  private static final int GROUP_OR_OTHERS_WRITE = 022;
  private static final int STICKY = 01000;

  private OwnedByRoot() {}

  /** Says why somebody else could change a file; empty if nobody can. */
  public static Optional<String> problem(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      Optional<String> folder =
          parent == null ? Optional.empty() : chain(parent.toRealPath(), false);
      return folder.isPresent() ? folder : chain(file.toRealPath(), true);
    } catch (NoSuchFileException absent) {
      return Optional.of("%s is not there".formatted(file));
    } catch (IOException unreadable) {
      return Optional.of("%s cannot be looked at (%s)".formatted(file, unreadable.getMessage()));
    }
  }

  private static Optional<String> chain(Path real, boolean isFile) throws IOException {
    boolean last = isFile;
    for (Path path = real; path != null; path = path.getParent()) {
      int mode = (Integer) Files.getAttribute(path, "unix:mode");
      if ((Integer) Files.getAttribute(path, "unix:uid") != 0) {
        return Optional.of("%s is not root's: chown root:root".formatted(path));
      }
      boolean sticky = !last && (mode & STICKY) != 0;
      if ((mode & GROUP_OR_OTHERS_WRITE) != 0 && !sticky) {
        return Optional.of("%s may be written by others: chmod go-w".formatted(path));
      }
      last = false;
    }
    return Optional.empty();
  }
}
