package dev.sealkeep.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.cli.CommandRun;
import dev.sealkeep.cli.CommandRun.Outcome;
import dev.sealkeep.keystore.file.FileWeakness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets as the kubelet lays them out: links into a folder whose name begins with two dots. */
final class InstallSecretsCommandTest {
  @TempDir private Path directory;
  private Path mounted = Path.of("");
  private Path installed = Path.of("");

  @BeforeEach
  void mount() throws Exception {
    mounted = Files.createDirectories(directory.resolve("mounted"));
    installed = directory.resolve("run/secrets");
    Path version = Files.createDirectories(mounted.resolve("..2026_01_01"));
    Files.createSymbolicLink(mounted.resolve("..data"), version.getFileName());
    secret("root-kek", "one");
    secret("password", "two");
  }

  private void secret(String name, String content) throws Exception {
    Path file = mounted.resolve("..2026_01_01").resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    Files.createSymbolicLink(mounted.resolve(name), Path.of("..data", name));
  }

  private Outcome install(String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {
          "install-secrets", "--from", mounted.toString(), "--to", installed.toString()
        },
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return new CommandRun().run(arguments);
  }

  @Test
  void aNodeRefusesWhatIsMountedAndAcceptsTheCopies() throws Exception {
    assertThat(FileWeakness.of(mounted.resolve("root-kek"))).contains(FileWeakness.SYMBOLIC_LINK);

    Outcome outcome = install();

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(FileWeakness.of(installed.resolve("root-kek"))).isEmpty();
    assertThat(FileWeakness.of(installed.resolve("password"))).isEmpty();
    assertThat(installed.resolve("root-kek")).hasContent("one");
    assertThat(installed.resolve("password")).hasContent("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)))
        .isEqualTo("rwx------");
    try (var files = Files.list(installed)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void theSecretsAreNamedAndNotShown() {
    Outcome outcome = install();

    assertThat(outcome.out()).contains("password", "root-kek").doesNotContain("one", "two");
  }

  @Test
  void aSecondTimeReplacesTheCopies() throws Exception {
    install();
    Path file = mounted.resolve("..2026_01_01/password");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(file, "three");

    assertThat(install().exitCode()).isZero();
    assertThat(installed.resolve("password")).hasContent("three");
    assertThat(FileWeakness.of(installed.resolve("password"))).isEmpty();
  }

  @Test
  void aMountPointIsMadeOnceAndKeptAsItIs() throws Exception {
    Path point = directory.resolve("volume/node/root-kek");

    assertThat(install("--mount-point", point.toString()).exitCode()).isZero();
    assertThat(point).isEmptyFile();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("volume/node"))))
        .isEqualTo("rwx------");

    Files.writeString(point, "a key of its own");
    assertThat(install("--mount-point", point.toString()).exitCode()).isZero();
    assertThat(point).hasContent("a key of its own");
  }

  @Test
  void nothingMountedIsAnError() throws Exception {
    mounted = Files.createDirectories(directory.resolve("empty"));

    Outcome outcome = install();

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("no secrets", "mounted");
    assertThat(installed).doesNotExist();
  }
}
