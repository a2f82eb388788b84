package dev.sealkeep.keystore.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners other than the process's user; the other cases stand with the root KEK's file. */
final class FileWeaknessTest {
  @TempDir private Path directory;

  @Test
  void fileOfAnotherUserIsWeak() throws Exception {
    Path file = directory.resolve("secret");
    OwnerOnlyFiles.create(file, new byte[] {1});
    long user = new UnixSystem().getUid();
    assertThat(FileWeakness.of(file)).isEmpty();
    assertThat(FileWeakness.of(file, user + 1)).contains(FileWeakness.FOREIGN_OWNER);
    assertThat(FileWeakness.FOREIGN_OWNER.explain(file)).contains("chown", file.toString());
  }

  @Test
  void replacedFileHasTheNewContentAndNoTemporaryIsLeft() throws Exception {
    Path file = directory.resolve("secret");
    OwnerOnlyFiles.create(file, new byte[] {1});
    OwnerOnlyFiles.replace(file, new byte[] {2, 3});
    assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
    try (var files = Files.list(directory)) {
      assertThat(files.toList()).containsExactly(file);
    }
  }
}
