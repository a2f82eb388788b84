package dev.sealkeep.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.snp.SnpReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/reasons.md to the code. */
class ReasonsReferenceTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("sealkeep.root"), "docs/reference/reasons.md");

  @Test
  void referenceListsEachReasonOnceInOrder() throws IOException {
    List<String> rows =
        Files.readAllLines(REFERENCE).stream().filter(line -> line.startsWith("| `snp.")).toList();
    List<String> expected =
        Arrays.stream(SnpReason.values())
            .map(r -> "| `" + r.code() + "` | " + r.meaning() + " | " + r.cure() + " |")
            .toList();
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void codesAreDistinctAndWellFormed() {
    List<String> codes = Arrays.stream(SnpReason.values()).map(SnpReason::code).toList();
    assertThat(codes)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("snp(\\.[a-z][a-z_]*){1,2}"));
  }
}
