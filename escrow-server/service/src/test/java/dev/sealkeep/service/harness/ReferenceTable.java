package dev.sealkeep.service.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of a page in docs/reference, to hold it against the code. */
public final class ReferenceTable {
  private ReferenceTable() {}

  /**
   * Reads the rows of every table on a page whose first cell is a code span: that code to the other
   * cells.
   *
   * @throws IllegalStateException if two rows have the same code
   */
  public static Map<String, List<String>> of(String page) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : lines(page)) {
      if (line.startsWith("| `")) {
        List<String> cells =
            Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
        String code = cells.getFirst().replace("`", "");
        if (rows.put(code, cells.subList(1, cells.size())) != null) {
          throw new IllegalStateException(page + " has two rows of " + code);
        }
      }
    }
    return rows;
  }

  private static List<String> lines(String page) {
    try {
      return Files.readAllLines(root().resolve("docs/reference").resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    return Optional.ofNullable(System.getProperty("sealkeep.root"))
        .map(Path::of)
        .orElseThrow(() -> new IllegalStateException("set the system property sealkeep.root"));
  }
}
