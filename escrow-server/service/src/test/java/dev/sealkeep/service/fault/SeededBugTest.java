package dev.sealkeep.service.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every bug can still be seeded: the place it changes is there, and it compiles. */
class SeededBugTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aBugIsCompiledIntoAClassOfItsOwn(SeededBug bug) throws Exception {
    Path classes = bug.compile(ClusterFaults.root(), directory);
    try (Stream<Path> files = Files.walk(classes)) {
      assertThat(files.filter(Files::isRegularFile)).isNotEmpty();
    }
    assertThat(SeededBug.of(bug.word())).contains(bug);
  }
}
