package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A node's id, by which the others know it: 16 lower-case hexadecimal digits and a line end. It
 * goes with the high-water file, and a copy of the two is the same node.
 */
final class NodeIdFile {
  private static final int BYTES = 8;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private NodeIdFile() {}

  /** Reads the id in {@code file}, or makes one. */
  static String ensure(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        String text = HexFormat.of().formatHex(id) + '\n';
        OwnerOnlyFiles.create(file, text.getBytes(StandardCharsets.US_ASCII));
      }
      String id = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (!ID.matcher(id).matches()) {
        throw new StartRefusedException(
            file + " is damaged; restore it, or the others will wait for the node that it named");
      }
      return id;
    } catch (IOException e) {
      throw new StartRefusedException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
