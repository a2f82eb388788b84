package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Attestations in a folder, one an entry, from the last name to the first: a folder with {@code
 * attestation.json} in it, a JSON file of the same form, or evidence as {@code sealkeep evidence
 * verify} takes it. Hidden entries are left aside. A folder that has {@code attestation.json}
 * itself is one attestation.
 */
public final class FolderSource implements AttestationSource {
  private static final int MAX_ENTRIES = 200_000;

  private final Path folder;
  private final List<Path> entries;
  private final Verification verification;
  private int read;

  private FolderSource(Path folder, List<Path> entries, Verification verification) {
    this.folder = folder;
    this.entries = entries;
    this.verification = verification;
  }

  /** Lists a folder; one that cannot be listed ends the command. */
  public static FolderSource of(Path folder, Verification verification) {
    return new FolderSource(folder, entries(folder), verification);
  }

  private static List<Path> entries(Path folder) {
    if (Files.exists(folder.resolve(RecordReader.FILE))) {
      return List.of(folder);
    }
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> entries =
          found
              .filter(path -> !name(path).startsWith("."))
              .limit(MAX_ENTRIES + 1L)
              .sorted(Comparator.comparing(FolderSource::name).reversed())
              .toList();
      if (entries.size() > MAX_ENTRIES) {
        throw CommandFailure.of(
            ExitCode.UNUSABLE,
            "%s has more than %d entries".formatted(folder, MAX_ENTRIES),
            "Part it into several folders.");
      }
      return entries;
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot read the folder %s: %s".formatted(folder, BoundedFile.readReason(e)),
          "Name a folder of recorded attestations.");
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  @Override
  public Optional<RecordedAttestation> next() {
    return read == entries.size()
        ? Optional.empty()
        : Optional.of(attestation(entries.get(read++)));
  }

  private RecordedAttestation attestation(Path entry) {
    String label = entry.equals(folder) ? name(folder) : name(entry);
    Path record = entry.resolve(RecordReader.FILE);
    if (Files.exists(record)) {
      return RecordReader.read(record, label, verification);
    }
    if (Files.isRegularFile(entry) && label.endsWith(".json")) {
      return RecordReader.read(entry, label, verification);
    }
    return new RecordedAttestation(
        label,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        () -> verification.read(entry, Optional.empty()));
  }

  @Override
  public int percent() {
    return entries.isEmpty() ? 100 : (int) (100L * read / entries.size());
  }
}
