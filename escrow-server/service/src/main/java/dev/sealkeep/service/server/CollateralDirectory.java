package dev.sealkeep.service.server;

import dev.sealkeep.evidence.Collateral;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads certificates and revocation lists from directories, recognised by content. */
final class CollateralDirectory {
  private static final long MAX_FILE_BYTES = 8L << 20;

  private CollateralDirectory() {}

  static Collateral read(List<Path> directories) throws IOException {
    Collateral.Builder builder = new Collateral.Builder();
    for (Path directory : directories) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(directory)) {
        files = walk.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        if (Files.size(file) <= MAX_FILE_BYTES) {
          builder.add(Files.readAllBytes(file));
        }
      }
    }
    return builder.build();
  }
}
