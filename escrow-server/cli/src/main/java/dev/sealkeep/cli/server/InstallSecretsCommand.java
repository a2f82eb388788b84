package dev.sealkeep.cli.server;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.cli.keyfile.NewPrivateFile;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sealkeep install-secrets}: the step before a node in a container. A volume shows secrets
 * as links to files of another user, which {@code sealkeep server} refuses.
 */
@Command(
    name = "install-secrets",
    description = {
      "Copy the files of a folder for this user alone (mode 0600), as a node wants its secrets.",
      "For containers, whose volumes show secrets as links to files that others may read."
    })
public final class InstallSecretsCommand implements Callable<Integer> {
  private static final int MAX_BYTES = 1 << 20;
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Console console;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      description = "the folder with the secrets; names that begin with a dot are passed over")
  private Path from = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "where the copies go, in place of older ones; made with mode 0700 if absent")
  private Path to = Path.of("");

  @Option(
      names = "--mount-point",
      paramLabel = "FILE",
      description = "also make this empty file, with its folder, for a copy to be mounted over")
  private List<Path> mountPoints = new ArrayList<>();

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public InstallSecretsCommand(Console console) {
    this.console = console;
  }

  record Installed(String to, List<String> files) {}

  @Override
  public Integer call() {
    List<Path> secrets = secrets();
    if (secrets.isEmpty()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "there are no secrets in %s".formatted(from),
          "Check that they are mounted there.");
    }
    makeDirectory(to);
    secrets.forEach(this::install);
    mountPoints.forEach(InstallSecretsCommand::makeMountPoint);
    List<String> names = secrets.stream().map(secret -> secret.getFileName().toString()).toList();
    output.print(
        console,
        new Installed(to.toString(), names),
        style -> "installed %s in %s".formatted(String.join(", ", names), to));
    return ExitCode.OK.number();
  }

  /** A volume keeps what its links point to under names that begin with two dots. */
  private List<Path> secrets() {
    try (Stream<Path> files = Files.list(from)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot read the folder %s".formatted(from),
          "Check the path and its permissions.");
    }
  }

  private void install(Path secret) {
    byte[] content = BoundedFile.read(secret, MAX_BYTES, "the secret");
    Path copy = to.resolve(secret.getFileName());
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot replace %s".formatted(copy),
          "Name a folder that you can write to.");
    }
    NewPrivateFile.write(copy, content, "the secret");
  }

  private static void makeMountPoint(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      makeDirectory(directory);
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      NewPrivateFile.write(file, new byte[0], "a mount point");
    }
  }

  private static void makeDirectory(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, DIRECTORY);
      }
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot make the folder %s".formatted(directory),
          "Name a folder that you can write to.");
    }
  }
}
