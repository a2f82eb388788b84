package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.diagnostic.Severity;
import java.nio.file.Path;
import java.util.List;

/**
 * What the compiler says of one file, offline.
 *
 * @param file the path as it was given
 * @param accepted whether a server would take it
 * @param diagnostics errors and warnings in the order of the text
 */
record PolicyCheck(String file, boolean accepted, List<Finding> diagnostics) {
  /**
   * One finding.
   *
   * @param severity {@code error} or {@code warning}
   * @param code the stable code
   * @param line counted from 1
   * @param column counted from 1, in code points
   * @param message what is wrong
   * @param rendered the message with the source line and a caret
   */
  record Finding(
      String severity, String code, int line, int column, String message, String rendered) {}

  /** Compiles a file. */
  static PolicyCheck of(Path file) {
    String source = BoundedFile.readText(file, PolicyCommand.MAX_BYTES, "the policy");
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Compiled compiled ->
          new PolicyCheck(file.toString(), true, findings(compiled.warnings(), source, file));
      case Compilation.Rejected rejected ->
          new PolicyCheck(file.toString(), false, findings(rejected.diagnostics(), source, file));
    };
  }

  private static List<Finding> findings(
      List<dev.sealkeep.policy.diagnostic.Diagnostic> diagnostics, String source, Path file) {
    return diagnostics.stream()
        .map(
            d ->
                new Finding(
                    d.severity().word(),
                    d.code().id(),
                    d.line(),
                    d.column(),
                    d.message(),
                    d.render(source, file.toString()).stripTrailing()))
        .toList();
  }

  long count(Severity severity) {
    return diagnostics.stream().filter(d -> d.severity().equals(severity.word())).count();
  }
}
