package dev.sealkeep.keystore.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.kek.KekRefusedException.Reason;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The root KEK in a file: how it is made, refused and rotated. */
final class LocalFileKekTest {
  private static final byte[] CONTEXT = "context".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAINTEXT = "a secret".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;
  private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    folder = directory.resolve("keys");
    file = folder.resolve("root.kek");
  }

  private static byte[] wrap(RootKek kek) {
    return kek.wrap(SecretBytes.copyOf(PLAINTEXT), CONTEXT);
  }

  private static byte[] unwrap(RootKek kek, byte[] wrapped) {
    return kek.unwrap(wrapped, CONTEXT).orElseThrow().bytes(SecretAccess.get());
  }

  private KekRefusedException refusal() {
    return catchThrowableOfType(KekRefusedException.class, () -> LocalFileKek.open(file));
  }

  @Test
  void createdFileBelongsToTheOwnerAloneAndNothingElseIsLeft() throws Exception {
    LocalFileKek.create(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder)) {
      assertThat(files.toList()).containsExactly(file);
    }
  }

  @Test
  void reopenedKekUnwrapsWhatItWrapped() {
    byte[] wrapped = wrap(LocalFileKek.create(file));
    assertThat(unwrap(LocalFileKek.open(file), wrapped)).isEqualTo(PLAINTEXT);
  }

  @Test
  void existingFileIsNeverOverwritten() throws Exception {
    LocalFileKek.create(file);
    byte[] content = Files.readAllBytes(file);
    assertThatThrownBy(() -> LocalFileKek.create(file))
        .isInstanceOf(KekRefusedException.class)
        .extracting(e -> ((KekRefusedException) e).reason())
        .isEqualTo(Reason.EXISTS);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void missingFileIsRefused() {
    assertThat(refusal().reason()).isEqualTo(Reason.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void modeOpenToOthersIsRefusedWithItsCure(String mode) throws Exception {
    LocalFileKek.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThat(refusal().reason()).isEqualTo(Reason.OPEN_MODE);
    assertThat(refusal()).hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void modeOfTheOwnerAloneIsAccepted() throws Exception {
    byte[] wrapped = wrap(LocalFileKek.create(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(unwrap(LocalFileKek.open(file), wrapped)).isEqualTo(PLAINTEXT);
  }

  @Test
  void symbolicLinkIsRefused() throws Exception {
    LocalFileKek.create(file);
    file = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(refusal().reason()).isEqualTo(Reason.SYMBOLIC_LINK);
  }

  @Test
  void folderIsRefused() throws Exception {
    Files.createDirectories(file);
    assertThat(refusal().reason()).isEqualTo(Reason.NOT_A_FILE);
  }

  @Test
  void cutFlippedAndForeignContentIsRefused() throws Exception {
    LocalFileKek.create(file);
    byte[] content = Files.readAllBytes(file);
    byte[] cut = java.util.Arrays.copyOf(content, content.length - 1);
    byte[] text = "not a keyset".getBytes(StandardCharsets.US_ASCII);
    byte[] huge = new byte[100_000];
    for (byte[] bad : List.of(new byte[0], cut, text, huge)) {
      Files.write(file, bad);
      assertThat(refusal().reason()).isEqualTo(Reason.NOT_A_KEYSET);
    }
  }

  @Test
  void otherAssociatedDataDoesNotUnwrap() {
    LocalFileKek kek = LocalFileKek.create(file);
    assertThat(kek.unwrap(wrap(kek), new byte[0])).isEmpty();
  }

  @Test
  void anotherKekDoesNotUnwrap() {
    byte[] wrapped = wrap(LocalFileKek.create(directory.resolve("other.kek")));
    assertThat(LocalFileKek.create(file).unwrap(wrapped, CONTEXT)).isEmpty();
  }

  @Test
  void rotatedKekWrapsUnderANewKeyAndUnwrapsUnderBoth() throws Exception {
    LocalFileKek kek = LocalFileKek.create(file);
    LocalFileKek before = LocalFileKek.open(file);
    byte[] old = wrap(kek);
    kek.rotate();
    byte[] fresh = wrap(kek);
    assertThat(unwrap(kek, old)).isEqualTo(PLAINTEXT);
    assertThat(unwrap(LocalFileKek.open(file), old)).isEqualTo(PLAINTEXT);
    assertThat(unwrap(LocalFileKek.open(file), fresh)).isEqualTo(PLAINTEXT);
    assertThat(before.unwrap(fresh, CONTEXT)).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void rotationsOfTwoOpenersKeepBothKeys() {
    LocalFileKek first = LocalFileKek.create(file);
    LocalFileKek second = LocalFileKek.open(file);
    first.rotate();
    byte[] ofFirst = wrap(first);
    second.rotate();
    byte[] ofSecond = wrap(second);
    LocalFileKek reopened = LocalFileKek.open(file);
    assertThat(unwrap(reopened, ofFirst)).isEqualTo(PLAINTEXT);
    assertThat(unwrap(reopened, ofSecond)).isEqualTo(PLAINTEXT);
  }

  @Test
  void rotationOfAFileThatBecameOpenIsRefused() throws Exception {
    LocalFileKek kek = LocalFileKek.create(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(kek::rotate)
        .isInstanceOf(KekRefusedException.class)
        .extracting(e -> ((KekRefusedException) e).reason())
        .isEqualTo(Reason.OPEN_MODE);
  }

  @Test
  void namesTheFileAndNothingElse() {
    LocalFileKek kek = LocalFileKek.create(file);
    assertThat(kek).hasToString("LocalFileKek[" + file + "]");
    assertThat(kek.description()).isEqualTo("local file " + file);
  }
}
