package dev.sealkeep.evidence;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The published test vectors, which need not be there. */
public final class Vectors {
  private static final Path ROOT = Path.of(System.getProperty("sealkeep.vectors", "absent"));

  private Vectors() {}

  /** The folder of that name; skips the test, naming the folder, if it is absent. */
  public static Path folder(String name) {
    Path folder = ROOT.resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> "the vectors " + folder + " are absent");
    return folder;
  }

  /** The cases of a folder's cases.json. */
  public static List<JsonNode> cases(String name) {
    try {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(folder(name).resolve("cases.json").toFile()).forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of every file below a folder. */
  public static List<byte[]> blobs(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().map(Vectors::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of a file. */
  public static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
