package dev.sealkeep.service.server;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.service.log.NodeIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runs of a node, the newest last: lines of 16 lower-case hexadecimal digits, at most {@value
 * #KEPT} and the one that the database knows. A run is here before the database learns of it, so
 * that a node which crashes in between still knows its own; and however often a node fails to
 * start, the one that the database knows stays.
 */
final class NodeRunsFile {
  private static final int KEPT = 4_096;
  private static final int BYTES = 8;
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{16}");

  private NodeRunsFile() {}

  /**
   * Adds a run of the node {@code id}, durably.
   *
   * @param registered the run that the database knows
   */
  static NodeIdentity begin(
      Path file, String id, Optional<String> registered, SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String run = HexFormat.of().formatHex(bytes);
    try {
      List<String> earlier = earlier(file, registered);
      List<String> all = new ArrayList<>(earlier);
      all.add(run);
      String text = String.join("\n", all) + "\n";
      OwnerOnlyFiles.replace(file, text.getBytes(StandardCharsets.US_ASCII));
      return new NodeIdentity(id, run, Set.copyOf(earlier));
    } catch (IOException e) {
      throw new StartRefusedException(
          "cannot write %s (%s); check that its disk is well, has room and is not mounted read-only"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static List<String> earlier(Path file, Optional<String> registered) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    if (!lines.stream().allMatch(line -> RUN.matcher(line).matches())) {
      throw new StartRefusedException(
          file + " is damaged; restore it, or remove it with node-id to be another node");
    }
    int from = Math.max(0, lines.size() - KEPT + 1);
    return Stream.concat(
            lines.subList(0, from).stream().filter(run -> registered.equals(Optional.of(run))),
            lines.subList(from, lines.size()).stream())
        .toList();
  }
}
