package dev.sealkeep.agent.evidence;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.name.Technology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Evidence from a file: shows how a server answers what was recorded before. It cannot bind this
 * exchange, so an honest server always denies it.
 *
 * @param technology the tag to show it under
 * @param path the evidence itself, or a directory with {@value #EVIDENCE_FILE} and perhaps {@value
 *     #AUXILIARY_FILE}
 */
public record StoredEvidence(Technology technology, Path path) implements EvidenceSource {
  /** The evidence in a directory. */
  public static final String EVIDENCE_FILE = "report.bin";

  /** The auxiliary blob in a directory. */
  public static final String AUXILIARY_FILE = "auxiliary.bin";

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
    if (!Files.isDirectory(path)) {
      return new EvidenceItem(technology, read(path, MessageLimits.EVIDENCE_BYTES), new byte[0]);
    }
    Path auxiliary = path.resolve(AUXILIARY_FILE);
    return new EvidenceItem(
        technology,
        read(path.resolve(EVIDENCE_FILE), MessageLimits.EVIDENCE_BYTES),
        Files.exists(auxiliary) ? read(auxiliary, MessageLimits.AUXILIARY_BYTES) : new byte[0]);
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
