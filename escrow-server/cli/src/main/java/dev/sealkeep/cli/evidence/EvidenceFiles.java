package dev.sealkeep.cli.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.snp.CertificateTable;
import dev.sealkeep.evidence.snp.SnpReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found in a file or folder, recognised by content: reports, certificate tables,
 * certificates and revocation lists in DER or PEM, and the JSON in which a host's certificate
 * service gives them. Anything else is left aside.
 */
final class EvidenceFiles {
  /** Longer files hold nothing that is recognised. */
  private static final int MAX_FILE_BYTES = 4 * 1024 * 1024;

  private static final int MAX_FILES = 10_000;
  private static final List<String> CERTIFICATE_MEMBERS = List.of("vcekCert", "certificateChain");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<byte[]> reports = new ArrayList<>();
  private final List<byte[]> tables = new ArrayList<>();
  private final List<byte[]> others = new ArrayList<>();
  private final Collateral.Builder collateral = new Collateral.Builder();

  private EvidenceFiles() {}

  /** Reads a file, or the files that lie directly in a folder. */
  static EvidenceFiles ofPath(Path path) throws UnusableInputException {
    EvidenceFiles files = new EvidenceFiles();
    files.addAll(path, 1);
    return files;
  }

  /** Gathers certificates and revocation lists from folders, however deep, and from files. */
  static Collateral collateral(List<Path> paths) throws UnusableInputException {
    EvidenceFiles files = new EvidenceFiles();
    for (Path path : paths) {
      files.addAll(path, Integer.MAX_VALUE);
    }
    Collateral found = files.collateral.build();
    for (byte[] table : files.tables) {
      if (CertificateTable.parseAuxiliary(table)
          instanceof Parsed.Accepted<Collateral>(Collateral content)) {
        found = found.plus(content);
      }
    }
    return found;
  }

  private void addAll(Path path, int depth) throws UnusableInputException {
    if (!Files.exists(path)) {
      throw new UnusableInputException("there is no " + path, "Name an existing file or folder.");
    }
    try (Stream<Path> found = Files.walk(path, depth)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList()) {
        add(Files.size(file) > MAX_FILE_BYTES ? new byte[0] : Files.readAllBytes(file));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UnusableInputException(
          "cannot read " + path + ": " + e.getClass().getSimpleName() + " " + e.getMessage(),
          "Check that the path is readable.");
    }
  }

  private void add(byte[] content) {
    if (content.length == 0) {
      return;
    }
    if (CertificateTable.isRecognised(content)) {
      tables.add(content);
    } else if (SnpReport.isRecognised(content)) {
      reports.add(content);
    } else if (collateral.add(content) == 0 && !addJson(content)) {
      (content.length == SnpReport.BYTES ? reports : others).add(content);
    }
  }

  private boolean addJson(byte[] content) {
    if (content[0] != '{') {
      return false;
    }
    try {
      JsonNode tree = JSON.readTree(content);
      int found = 0;
      for (String member : CERTIFICATE_MEMBERS) {
        JsonNode value = tree.path(member);
        if (value.isTextual()) {
          found += collateral.add(value.textValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return found > 0;
    } catch (JsonProcessingException notJson) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory cannot fail", e);
    }
  }

  /**
   * The evidence, if there is any: of several candidates the one that reads as a report.
   *
   * @param assumed whether to take a single unrecognised file for evidence
   */
  Optional<byte[]> evidence(boolean assumed) throws UnusableInputException {
    List<byte[]> readable = reports.stream().filter(EvidenceFiles::isReadable).toList();
    if (readable.size() > 1) {
      throw new UnusableInputException(
          "there are " + readable.size() + " reports side by side", "Name one of the files.");
    }
    if (!readable.isEmpty()) {
      return Optional.of(readable.getFirst());
    }
    if (!reports.isEmpty()) {
      return Optional.of(reports.getFirst());
    }
    return assumed && others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
  }

  private static boolean isReadable(byte[] report) {
    return SnpReport.parse(report) instanceof Parsed.Accepted<SnpReport>;
  }

  /** The host's certificate table; empty if there is none. */
  byte[] auxiliary() throws UnusableInputException {
    if (tables.size() > 1) {
      throw new UnusableInputException(
          "there are " + tables.size() + " certificate tables side by side", "Leave one of them.");
    }
    return tables.isEmpty() ? new byte[0] : tables.getFirst();
  }

  /** The certificates and revocation lists. */
  Collateral certificates() {
    return collateral.build();
  }
}
