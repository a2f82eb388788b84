package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where SQLite's native library is unpacked: a directory of the node's own, since nobody else may
 * write there and since a killed process leaves its copy behind, which the next start removes. The
 * system's temporary directory would keep one for every kill.
 */
final class NativeDirectory {
  private static final String PROPERTY = "org.sqlite.tmpdir";

  private NativeDirectory() {}

  /** Takes {@code data/native}, unless the process was told another place. */
  static void use(Path data) throws IOException {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    Path directory = data.resolve("native");
    OwnerOnlyFiles.createDirectoryOf(directory.resolve("library"));
    List<Path> left;
    try (Stream<Path> files = Files.list(directory)) {
      left = files.toList();
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
    System.setProperty(PROPERTY, directory.toString());
  }
}
