package dev.sealkeep.cli.collateral;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.protocol.log.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that bundles are made of and imported into. The signed manifest of the last import
 * stands beside the files, as {@value #MANIFEST}.
 */
final class BundleDirectory {
  static final String MANIFEST = "bundle-manifest";

  private final Path path;

  BundleDirectory(Path path) {
    this.path = path;
  }

  /** One file that holds collateral. */
  @SuppressWarnings("ArrayRecordComponent") // a file's bytes; never compared by equals
  record Content(Manifest.Entry entry, byte[] bytes) {}

  /** The files directly in it that hold collateral, by name. */
  List<Content> files() {
    List<Content> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(path)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        read(file).ifPresent(files::add);
      }
      return files;
    } catch (IOException e) {
      throw BoundedFile.unreadable(path.toString(), e);
    }
  }

  private static Optional<Content> read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    long size = Files.size(file);
    if (!Manifest.isName(name) || size == 0 || size > Manifest.MAX_FILE_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    if (new Collateral.Builder().add(bytes) == 0) {
      return Optional.empty();
    }
    Instant fetched = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
    return Optional.of(
        new Content(new Manifest.Entry(Bundle.sha256(bytes), bytes.length, fetched, name), bytes));
  }

  /** The manifest of the last import; empty if there was none. */
  Optional<Manifest> imported() {
    Path file = path.resolve(MANIFEST);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Optional<Manifest> manifest =
          SignedNote.parse(Files.readAllBytes(file))
              .toOptional()
              .flatMap(note -> Manifest.parse(note.text()));
      if (manifest.isEmpty()) {
        // What was imported before, and how old it was, cannot be told.
        throw CommandFailure.of(
            ExitCode.UNUSABLE,
            file + " is not the manifest of a bundle",
            "Import into another folder, or remove that file.");
      }
      return manifest;
    } catch (IOException e) {
      throw BoundedFile.unreadable(file.toString(), e);
    }
  }

  /**
   * Writes a bundle's files, each whole or not at all, then its manifest, and removes what the last
   * import brought and this one lacks.
   */
  void take(Bundle bundle) {
    Set<String> before =
        imported().stream()
            .flatMap(manifest -> manifest.files().stream().map(Manifest.Entry::name))
            .collect(Collectors.toSet());
    try {
      Files.createDirectories(path);
      for (int i = 0; i < bundle.contents().size(); i++) {
        Manifest.Entry entry = bundle.manifest().files().get(i);
        replace(entry.name(), bundle.contents().get(i), entry.fetched());
        before.remove(entry.name());
      }
      byte[] note = bundle.note().format().getBytes(StandardCharsets.UTF_8);
      replace(MANIFEST, note, bundle.manifest().created());
      for (String gone : before) {
        Files.deleteIfExists(path.resolve(gone));
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private void replace(String name, byte[] content, Instant time) throws IOException {
    Path unfinished = Files.createTempFile(path, ".bundle", ".part");
    try {
      Files.write(unfinished, content);
      Files.setLastModifiedTime(unfinished, FileTime.from(time));
      Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  static CommandFailure unwritable(Path path, IOException cause) {
    String why =
        cause instanceof FileAlreadyExistsException
            ? "it exists already and is no folder"
            : BoundedFile.reason(cause);
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "cannot write to %s: %s".formatted(path, why),
        "Name a folder that you can write to.");
  }
}
