package dev.sealkeep.agent.evidence;

import dev.sealkeep.agent.configuration.Attesters;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Evidence from a file: shows how a server answers what was recorded before. It cannot bind this
 * exchange, so an honest server always denies it.
 *
 * @param technology the tag to show it under
 * @param path the evidence itself, or a directory with {@value #EVIDENCE_FILE} and perhaps {@value
 *     #AUXILIARY_FILE} and event logs
 */
public record StoredEvidence(Technology technology, Path path) implements TestifyingSource {
  /** The evidence in a directory. */
  public static final String EVIDENCE_FILE = "report.bin";

  /** The auxiliary blob in a directory. */
  public static final String AUXILIARY_FILE = "auxiliary.bin";

  private static final String LOG_KIND = "log";

  /**
   * What was stored of several devices: each has a folder of its own below {@code path}, which
   * bears its technology's tag. One alone has {@code path} to itself.
   */
  public static List<EvidenceSource> of(Attesters attesters, Path path) {
    List<EvidenceSource> stored = new ArrayList<>();
    for (Technology technology : attesters.conveyed()) {
      boolean alone = attesters.technologies().size() == 1;
      stored.add(new StoredEvidence(technology, alone ? path : path.resolve(technology.tag())));
    }
    return stored;
  }

  /** The event log of that number, from 0 on, in a directory. */
  public static String eventLogFile(int number) {
    return "event-log-%d.bin".formatted(number + 1);
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws EvidenceUnavailableException {
    if (!Files.isDirectory(path)) {
      return Testimony.of(
          new EvidenceItem(technology, read(path, MessageLimits.EVIDENCE_BYTES), new byte[0]));
    }
    Path auxiliary = path.resolve(AUXILIARY_FILE);
    List<EventLog> logs = new ArrayList<>();
    for (int i = 0; i < MessageLimits.EVENT_LOGS; i++) {
      Path log = path.resolve(eventLogFile(i));
      if (Files.exists(log)) {
        logs.add(new EventLog(LOG_KIND, read(log, MessageLimits.EVENT_LOG_BYTES)));
      }
    }
    return new Testimony(
        new EvidenceItem(
            technology,
            read(path.resolve(EVIDENCE_FILE), MessageLimits.EVIDENCE_BYTES),
            Files.exists(auxiliary) ? read(auxiliary, MessageLimits.AUXILIARY_BYTES) : new byte[0]),
        logs);
  }

  private static byte[] read(Path file, int limit) throws EvidenceUnavailableException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new EvidenceUnavailableException(
            "%s is longer than %d bytes: it is no evidence".formatted(file, limit));
      }
      return bytes;
    } catch (IOException unreadable) {
      throw new EvidenceUnavailableException(
          "cannot read %s: check that the file exists and may be read".formatted(file), unreadable);
    }
  }
}
