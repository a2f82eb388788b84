package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.LowerHex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A new folder, mode 0700, to which attestations are written as {@link FolderSource} reads them:
 * each in a folder of its own, whose name begins with its time and which appears at once when it is
 * whole.
 */
public final class AttestationFolder {
  private final Path folder;

  private AttestationFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder; one that exists ends the command. */
  public static AttestationFolder create(Path folder) {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new AttestationFolder(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static CommandFailure unwritable(Path folder, IOException cause) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "cannot write attestations to %s: %s".formatted(folder, BoundedFile.reason(cause)),
        "Name a new folder in one you can write to.");
  }

  /** Writes one attestation. */
  void write(
      DecisionId id,
      Instant time,
      Name key,
      PastDecision decided,
      Optional<ServerArchive.Attested> attested,
      Optional<ConveyedEvidence> evidence) {
    // Times sort as their text does, and no file system objects to a name without colons.
    String name = time.toString().replace(':', '.') + "-" + id;
    Path unfinished = folder.resolve("." + name);
    try {
      Files.createDirectory(unfinished);
      Map<String, Object> record = new LinkedHashMap<>();
      record.put(RecordReader.DECISION, id.toString());
      record.put(RecordReader.TIME, time.toString());
      record.put(RecordReader.KEY, key.value());
      record.put(RecordReader.RELEASED, decided.released());
      record.put(RecordReader.REASON, decided.reason());
      attested.ifPresent(
          claims -> {
            record.put(RecordReader.TECHNOLOGY, claims.technology());
            record.put(RecordReader.CLAIMS, claims.claims());
          });
      if (evidence.isPresent()) {
        put(evidence.orElseThrow(), unfinished, record);
      }
      Files.writeString(unfinished.resolve(RecordReader.FILE), Json.text(record) + "\n");
      Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private static void put(ConveyedEvidence evidence, Path folder, Map<String, Object> record)
      throws IOException {
    record.put(RecordReader.BASE, LowerHex.encode(evidence.base()));
    List<Object> items = new ArrayList<>();
    for (EvidenceItem item : evidence.items()) {
      Map<String, Object> written = new LinkedHashMap<>();
      String name = "item-" + (items.size() + 1);
      written.put(RecordReader.TECHNOLOGY, item.technology().tag());
      written.put(RecordReader.EVIDENCE, blob(folder, name, item.evidence()));
      if (item.auxiliary().length > 0) {
        written.put(RecordReader.AUXILIARY, blob(folder, name + "-auxiliary", item.auxiliary()));
      }
      items.add(written);
    }
    record.put(RecordReader.ITEMS, items);
    List<String> logs = new ArrayList<>();
    for (byte[] log : evidence.eventLogs()) {
      logs.add(blob(folder, "event-log-" + (logs.size() + 1), log));
    }
    if (!logs.isEmpty()) {
      record.put(RecordReader.EVENT_LOGS, logs);
    }
  }

  private static String blob(Path folder, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
    return name;
  }
}
