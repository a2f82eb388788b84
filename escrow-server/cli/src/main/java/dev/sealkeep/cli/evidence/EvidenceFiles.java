package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.EvidenceVerifier.Role;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.tpm.AttestationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found in a file or folder, recognised by content: evidence of one technology with what
 * belongs to it, event logs, and collateral. Anything else is left aside.
 */
final class EvidenceFiles {
  /** Longer files hold nothing that is recognised. */
  private static final int MAX_FILE_BYTES = 4 * 1024 * 1024;

  private static final int MAX_FILES = 10_000;

  private final Optional<EvidenceVerifier> verifier;
  private final List<byte[]> items = new ArrayList<>();
  private final List<byte[]> auxiliary = new ArrayList<>();
  private final List<byte[]> eventLogs = new ArrayList<>();
  private final List<byte[]> others = new ArrayList<>();
  private final Collateral.Builder collateral = new Collateral.Builder();

  private EvidenceFiles(Optional<EvidenceVerifier> verifier) {
    this.verifier = verifier;
  }

  /**
   * Reads a file, or the files that lie directly in a folder.
   *
   * @param technology the tag to read the evidence under; found by content if empty
   */
  static EvidenceFiles ofPath(Path path, EvidenceAppraiser appraiser, Optional<String> technology)
      throws UnusableInputException {
    List<byte[]> blobs = read(path, 1);
    EvidenceFiles files =
        new EvidenceFiles(
            technology.isPresent()
                ? technology.flatMap(appraiser::forTag)
                : appraiser.forContent(blobs));
    blobs.forEach(blob -> files.add(blob, appraiser));
    boolean named = technology.isPresent() && Files.isRegularFile(path);
    if (named && files.items.isEmpty() && files.others.size() == 1) {
      files.items.add(files.others.getFirst());
    }
    return files;
  }

  /** Gathers collateral from folders, however deep, and from files. */
  static Collateral collateral(List<Path> paths, EvidenceAppraiser appraiser)
      throws UnusableInputException {
    Collateral.Builder found = new Collateral.Builder();
    for (Path path : paths) {
      for (byte[] blob : read(path, Integer.MAX_VALUE)) {
        appraiser.addCollateral(found, blob);
      }
    }
    return found.build();
  }

  /** SHA-256 of the SubjectPublicKeyInfo of each file that is a public key. */
  static List<byte[]> publicKeyDigests(List<Path> paths) throws UnusableInputException {
    List<byte[]> digests = new ArrayList<>();
    for (Path path : paths) {
      for (byte[] blob : read(path, Integer.MAX_VALUE)) {
        if (AttestationKey.parse(blob) instanceof Parsed.Accepted<AttestationKey>(var key)) {
          digests.add(HexFormat.of().parseHex(key.spkiSha256()));
        }
      }
    }
    return digests;
  }

  private static List<byte[]> read(Path path, int depth) throws UnusableInputException {
    if (!Files.exists(path)) {
      throw new UnusableInputException("there is no " + path, "Name an existing file or folder.");
    }
    List<byte[]> blobs = new ArrayList<>();
    try (Stream<Path> found = Files.walk(path, depth)) {
      for (Path file : found.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList()) {
        if (Files.size(file) > 0 && Files.size(file) <= MAX_FILE_BYTES) {
          blobs.add(Files.readAllBytes(file));
        }
      }
      return blobs;
    } catch (IOException | UncheckedIOException e) {
      throw new UnusableInputException(
          "cannot read " + path + ": " + e.getClass().getSimpleName() + " " + e.getMessage(),
          "Check that the path is readable.");
    }
  }

  private void add(byte[] blob, EvidenceAppraiser appraiser) {
    switch (verifier.map(v -> v.role(blob)).orElse(Role.NONE)) {
      case EVIDENCE -> items.add(blob);
      case AUXILIARY -> auxiliary.add(blob);
      case NONE -> {
        if (appraiser.isEventLog(blob)) {
          eventLogs.add(blob);
        } else if (collateral.add(blob) == 0) {
          others.add(blob);
        }
      }
    }
  }

  /** The verifier of the evidence that was found; empty if there is none. */
  Optional<EvidenceVerifier> verifier() {
    return items.isEmpty() ? Optional.empty() : verifier;
  }

  /** The evidence; several items if several lie side by side. */
  List<Evidence> evidence() {
    return items.stream().map(item -> new Evidence(item, auxiliary, eventLogs)).toList();
  }

  /** The certificates, revocation lists and documents. */
  Collateral collateral() {
    return collateral.build();
  }
}
