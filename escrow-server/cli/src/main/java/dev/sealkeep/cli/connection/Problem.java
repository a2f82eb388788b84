package dev.sealkeep.cli.connection;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, RFC 9457.
 *
 * @param type {@code urn:sealkeep:problem:<code>}
 * @param title what happened
 * @param status the HTTP status
 * @param detail why, and what to do
 * @param decision the opaque id of a denial
 * @param diagnostics a compiler's findings
 */
record Problem(
    @Nullable String type,
    @Nullable String title,
    int status,
    @Nullable String detail,
    @Nullable String decision,
    @Nullable List<Diagnostic> diagnostics) {
  private static final String PREFIX = "urn:sealkeep:problem:";

  /** The stable code, or empty for a foreign type. */
  Optional<String> code() {
    return Optional.ofNullable(type)
        .filter(t -> t.startsWith(PREFIX))
        .map(t -> t.substring(PREFIX.length()));
  }

  /** The rendered diagnostics. */
  List<String> rendered() {
    return diagnostics == null
        ? List.of()
        : diagnostics.stream().map(Diagnostic::rendered).toList();
  }
}
