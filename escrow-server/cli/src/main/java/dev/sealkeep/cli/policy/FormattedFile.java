package dev.sealkeep.cli.policy;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.format.Formatting;
import dev.sealkeep.policy.format.PolicyFormatter;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy's file and its canonical layout.
 *
 * @param path the path as it was given
 * @param source what was read
 */
record FormattedFile(Path path, String source, Formatting formatting) {
  static final Path STANDARD_INPUT = Path.of("-");

  private static final int CONTEXT_LINES = 3;

  /**
   * What became of a file, for programs.
   *
   * @param layout {@code canonical}, {@code formatted}, {@code not-canonical} or {@code refused}
   * @param diagnostics why it was refused
   * @param text the canonical text, where it was asked for
   * @param diff what would change, where it was asked for
   */
  record Summary(
      String file,
      String layout,
      List<PolicyCheck.Finding> diagnostics,
      @Nullable String text,
      @Nullable String diff) {}

  /** Reads a file, or standard input for {@code -}; ends the command if that cannot be. */
  static FormattedFile read(Path path, InputStream standardInput) {
    String source =
        path.equals(STANDARD_INPUT)
            ? BoundedFile.readText(standardInput, PolicyCommand.MAX_BYTES, "standard input")
            : BoundedFile.readText(path, PolicyCommand.MAX_BYTES, "the policy");
    return new FormattedFile(path, source, PolicyFormatter.format(source));
  }

  String name() {
    return path.toString();
  }

  /** What a message calls it. */
  String describe() {
    return path.equals(STANDARD_INPUT) ? "standard input" : name();
  }

  /** The canonical text; empty if the policy was refused. */
  Optional<String> text() {
    return switch (formatting) {
      case Formatting.Formatted formatted -> Optional.of(formatted.text());
      case Formatting.Refused _ -> Optional.empty();
    };
  }

  boolean isRefused() {
    return text().isEmpty();
  }

  /** Whether the canonical text is another than the file's. */
  boolean isChanged() {
    return text().filter(text -> !text.equals(source)).isPresent();
  }

  List<PolicyCheck.Finding> findings() {
    return switch (formatting) {
      case Formatting.Formatted _ -> List.of();
      case Formatting.Refused refused ->
          refused.diagnostics().stream()
              .map(d -> PolicyCheck.Finding.of(d, d.severity(), source, path))
              .toList();
    };
  }

  void write() {
    RewrittenFile.write(path, text().orElseThrow());
  }

  String layout(boolean written) {
    if (isRefused()) {
      return "refused";
    }
    return isChanged() ? written ? "formatted" : "not-canonical" : "canonical";
  }

  Summary summary(boolean written, boolean withText, boolean withDifference) {
    return new Summary(
        name(),
        layout(written),
        findings(),
        withText ? text().orElse(null) : null,
        withDifference ? difference() : null);
  }

  /** A unified diff from the file to its canonical text; empty if nothing changes. */
  String difference() {
    if (!isChanged()) {
      return "";
    }
    List<String> before = lines(source);
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            name(),
            name() + " (canonical)",
            before,
            DiffUtils.diff(before, lines(text().orElseThrow())),
            CONTEXT_LINES);
    return String.join("\n", lines) + "\n";
  }

  /** Lines as diff sees them: the last one says so where it does not end. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }
}
