package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.document.ClaimDocument;
import dev.sealkeep.policy.document.DocumentReading;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Claims in a file: {@code {"technology": "amd-sev-snp", "claims": {"vmpl": 0}}}. */
final class ClaimsFile {
  private static final int MAX_BYTES = 8 << 20;

  private ClaimsFile() {}

  /** Reads a file; the command ends with what is wrong with it. */
  static ClaimSet read(Path file) {
    byte[] bytes = BoundedFile.read(file, MAX_BYTES, "the claims");
    Object value = Json.read(bytes, Object.class).orElseThrow(() -> shape(file));
    return of(value, file.toString()).orElseThrow(() -> shape(file));
  }

  /**
   * Claims of a document; empty if it has another shape. Claims that are none end the command.
   *
   * @param where what the document stands in
   */
  static Optional<ClaimSet> of(Object value, String where) {
    if (!(value instanceof Map<?, ?> document)
        || !(document.get("technology") instanceof String technology)
        || !(document.get("claims") instanceof Map<?, ?> claims)) {
      return Optional.empty();
    }
    return switch (ClaimDocument.read(technology, claims)) {
      case DocumentReading.Read read -> Optional.of(read.claims());
      case DocumentReading.Refused refused ->
          throw CommandFailure.of(
              ExitCode.UNUSABLE,
              "the claims in %s cannot be used".formatted(where),
              "Mend what is named above; docs/reference/claims.md lists every claim.",
              refused.problems());
    };
  }

  private static CommandFailure shape(Path file) {
    return CommandFailure.of(
        ExitCode.UNUSABLE,
        "%s does not hold claims".formatted(file),
        "Write {\"technology\": \"...\", \"claims\": {\"name\": value, ...}}.");
  }

  /** The form that {@link #read} takes. */
  static Map<String, Object> document(ClaimSet claims) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("technology", claims.technology());
    document.put("claims", ClaimDocument.write(claims));
    return document;
  }
}
