package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The auditor's memory: a file with the last checkpoint that verified, as the log signed it. Two of
 * them that contradict each other are the proof against the log.
 */
final class VerifiedState {
  private static final int MAX_BYTES = 64 * 1024;

  private VerifiedState() {}

  /** Reads the checkpoint, or returns empty if there is no file yet. */
  static Optional<Checkpoint> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String note = BoundedFile.readText(file, MAX_BYTES, "the state file");
    return Optional.of(
        SignedNote.parse(note)
            .then(parsed -> Checkpoint.parse(parsed.text()))
            .toOptional()
            .orElseThrow(
                () ->
                    CommandFailure.of(
                        ExitCode.UNUSABLE,
                        "the state file %s holds no checkpoint".formatted(file),
                        "Give the file of an earlier run, or remove it to begin anew.")));
  }

  /** Replaces the file in one step, durably. */
  static void write(Path file, String checkpoint) {
    Path whole = file.toAbsolutePath();
    Path next = whole.resolveSibling(whole.getFileName() + ".next");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(checkpoint.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(next, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "the log verified, but %s could not be written".formatted(file),
          "Name a state file in a folder you can write to.");
    }
  }
}
