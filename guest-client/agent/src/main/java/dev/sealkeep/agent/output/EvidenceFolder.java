package dev.sealkeep.agent.output;

import dev.sealkeep.agent.evidence.Attestation;
import dev.sealkeep.agent.evidence.StoredEvidence;
import dev.sealkeep.agent.evidence.Testimony;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * A folder for evidence, as {@link StoredEvidence} reads it. It is filled beside its place, made
 * durable, and renamed, so the place holds all of it or what it held before.
 *
 * @param path the folder, which does not exist yet or is empty
 */
public record EvidenceFolder(Path path) {
  /** Says what would keep the evidence from being written, before it is obtained; or empty. */
  public Optional<String> obstacle() {
    if (!Files.isDirectory(parent())) {
      return Optional.of("%s is no folder: create it".formatted(parent()));
    }
    if (!Files.isWritable(parent())) {
      return Optional.of("%s may not be written to".formatted(parent()));
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder()) {
      return Optional.of("%s is there and is no empty folder: name a new one".formatted(path));
    }
    return Optional.empty();
  }

  private Path parent() {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? path : parent;
  }

  private boolean isEmptyFolder() {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Where the evidence of a part goes: here if it is alone, else into a folder of its own. */
  public Path of(Attestation attestation, Attestation.Part part) {
    return place(path, attestation, part);
  }

  private static Path place(Path folder, Attestation attestation, Attestation.Part part) {
    return attestation.parts().size() == 1
        ? folder
        : folder.resolve(part.testimony().item().technology().tag());
  }

  /** Writes the folder. */
  public void write(Attestation attestation) throws IOException {
    Path target = path.toAbsolutePath().normalize();
    Path temporary =
        Files.createDirectory(
            parent()
                .resolve(
                    ".%s.%x.new".formatted(target.getFileName(), ProcessHandle.current().pid())));
    SequencedMap<Path, Testimony> folders = new LinkedHashMap<>();
    for (Attestation.Part part : attestation.parts()) {
      folders.put(place(temporary, attestation, part), part.testimony());
    }
    try {
      for (Map.Entry<Path, Testimony> folder : folders.entrySet()) {
        write(Files.createDirectories(folder.getKey()), folder.getValue());
      }
      flush(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      for (Map.Entry<Path, Testimony> folder : folders.entrySet()) {
        for (Path file : files(folder.getKey(), folder.getValue()).keySet()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder.getKey());
      }
      Files.deleteIfExists(temporary);
    }
    flush(parent());
  }

  private static void write(Path folder, Testimony testimony) throws IOException {
    for (Map.Entry<Path, byte[]> file : files(folder, testimony).entrySet()) {
      writeNew(file.getKey(), file.getValue());
    }
    flush(folder);
  }

  private static Map<Path, byte[]> files(Path folder, Testimony testimony) {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(folder.resolve(StoredEvidence.EVIDENCE_FILE), testimony.item().evidence());
    if (testimony.item().auxiliary().length > 0) {
      files.put(folder.resolve(StoredEvidence.AUXILIARY_FILE), testimony.item().auxiliary());
    }
    for (int i = 0; i < testimony.eventLogs().size(); i++) {
      files.put(folder.resolve(StoredEvidence.eventLogFile(i)), testimony.eventLogs().get(i).log());
    }
    return files;
  }

  private static void writeNew(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void flush(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
