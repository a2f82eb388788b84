package dev.sealkeep.agent.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyOutputTest {
  @TempDir Path directory = Path.of("");

  private static SecretBytes key(int first) {
    return SecretBytes.owning(new byte[] {(byte) first, 0, (byte) 0xFF, '\n'});
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fileHoldsRawKeyForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("key");
    new KeyOutput.File(file).write(key(1));
    assertThat(file).hasBinaryContent(new byte[] {1, 0, (byte) 0xFF, '\n'});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("key");
  }

  @Test
  void olderKeyIsReplacedAndItsPermissionsToo() throws IOException {
    Path file = directory.resolve("key");
    Files.write(file, new byte[100]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    new KeyOutput.File(file).write(key(2));
    assertThat(Files.size(file)).isEqualTo(4);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void linkIsRefused() throws IOException {
    Path elsewhere = Files.write(directory.resolve("elsewhere"), new byte[1]);
    Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
    assertThat(new KeyOutput.File(link).obstacle()).isPresent();
  }

  @Test
  void anotherRunsTemporaryFileIsNotOverwritten() throws IOException {
    Path taken = directory.resolve(".key.%x.new".formatted(ProcessHandle.current().pid()));
    Files.write(taken, new byte[1]);
    Path file = directory.resolve("key");
    assertThatThrownBy(() -> new KeyOutput.File(file).write(key(3)))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void newPathHasNoObstacle() {
    assertThat(new KeyOutput.File(directory.resolve("new")).obstacle()).isEmpty();
    assertThat(new KeyOutput.Stream(new ByteArrayOutputStream()).obstacle()).isEmpty();
  }

  @Test
  void streamGetsRawKey() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new KeyOutput.Stream(out).write(key(4));
    assertThat(out.toByteArray()).isEqualTo(new byte[] {4, 0, (byte) 0xFF, '\n'});
  }
}
