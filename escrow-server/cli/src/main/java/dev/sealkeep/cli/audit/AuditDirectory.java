package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.json.Octets;
import dev.sealkeep.cli.keyfile.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * An export as a folder: {@code checkpoint}, {@code log-key}, {@code certificate} (text), {@code
 * leaves} (64 bytes each, joined), {@code entries.json} and {@code successions.json}. The folder is
 * made with mode 0700: the salts in it open the tenant's entries.
 */
final class AuditDirectory {
  private static final int MAX_TEXT_BYTES = 64 * 1024;
  private static final int MAX_SUCCESSIONS_BYTES = 4 * 1024 * 1024;
  private static final int MAX_LEAF_BYTES = 512 * 1024 * 1024;
  private static final int MAX_ENTRIES_BYTES = 1024 * 1024 * 1024;

  private AuditDirectory() {}

  /** Writes a new folder; fails if it exists. */
  static void write(Path folder, AuditExport export) {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      write(folder.resolve("checkpoint"), export.checkpoint().getBytes(StandardCharsets.UTF_8));
      write(folder.resolve("log-key"), (export.logKey() + "\n").getBytes(StandardCharsets.UTF_8));
      write(folder.resolve("certificate"), export.certificate().getBytes(StandardCharsets.UTF_8));
      write(folder.resolve("successions.json"), Json.bytes(new Successions(export.successions())));
      write(folder.resolve("leaves"), export.leaves().toByteArray());
      write(
          folder.resolve("entries.json"),
          Json.bytes(new Entries(export.tenant(), export.entries())));
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot write the export to %s: %s".formatted(folder, BoundedFile.reason(e)),
          "Name a new folder in one you can write to.");
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Reads a folder that {@link #write} made. */
  static AuditExport read(Path folder) {
    Entries entries =
        Json.read(
                BoundedFile.read(folder.resolve("entries.json"), MAX_ENTRIES_BYTES, "the entries"),
                Entries.class)
            .orElseThrow(
                () ->
                    CommandFailure.of(
                        ExitCode.UNUSABLE,
                        "%s does not hold entries".formatted(folder.resolve("entries.json")),
                        "Give a folder that 'sealkeep audit export' wrote."));
    return new AuditExport(
        entries.tenant(),
        text(folder, "checkpoint"),
        text(folder, "log-key").strip(),
        text(folder, "certificate"),
        successions(folder.resolve("successions.json")),
        Octets.of(BoundedFile.read(folder.resolve("leaves"), MAX_LEAF_BYTES, "the leaves")),
        entries.entries());
  }

  /** Exports of earlier releases have none, as the logs had then. */
  private static List<ListedSuccession> successions(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Json.read(
            BoundedFile.read(file, MAX_SUCCESSIONS_BYTES, "the successions"), Successions.class)
        .orElseThrow(
            () ->
                CommandFailure.of(
                    ExitCode.UNUSABLE,
                    "%s does not hold successions".formatted(file),
                    "Give a folder that 'sealkeep audit export' wrote."))
        .successions();
  }

  private static String text(Path folder, String name) {
    return BoundedFile.readText(folder.resolve(name), MAX_TEXT_BYTES, "the export's " + name);
  }

  private record Successions(List<ListedSuccession> successions) {}

  private record Entries(String tenant, List<AuditEntry> entries) {}
}
