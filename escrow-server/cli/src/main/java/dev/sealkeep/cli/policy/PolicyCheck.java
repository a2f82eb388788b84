package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.evaluate.Policy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler says of one file, offline.
 *
 * @param file the path as it was given
 * @param accepted whether a server would take it and no warning was denied
 * @param cost the most comparisons that an evaluation can take; absent if the policy has errors
 * @param maxCost the most that a policy may take
 * @param diagnostics errors and warnings in the order of the text
 */
record PolicyCheck(
    String file, boolean accepted, @Nullable Long cost, long maxCost, List<Finding> diagnostics) {
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
      String severity, String code, int line, int column, String message, String rendered) {
    /** What a diagnostic says, under a severity that a caller gives it. */
    static Finding of(Diagnostic d, Severity severity, String source, Path file) {
      return new Finding(
          severity.word(),
          d.code().id(),
          d.line(),
          d.column(),
          d.message(),
          d.render(source, file.toString(), severity).stripTrailing());
    }
  }

  /** Compiles a file; denied warnings count as errors. */
  static PolicyCheck of(Path file, DenyOption deny) {
    String source = BoundedFile.readText(file, PolicyCommand.MAX_BYTES, "the policy");
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Compiled compiled ->
          of(file, compiled.policy().cost(), findings(compiled.warnings(), source, file, deny));
      case Compilation.Rejected rejected ->
          of(file, null, findings(rejected.diagnostics(), source, file, deny));
    };
  }

  private static PolicyCheck of(Path file, @Nullable Long cost, List<Finding> findings) {
    boolean accepted = findings.stream().noneMatch(f -> f.severity().equals(Severity.ERROR.word()));
    return new PolicyCheck(file.toString(), accepted, cost, Policy.MAX_COST, findings);
  }

  private static List<Finding> findings(
      List<Diagnostic> diagnostics, String source, Path file, DenyOption deny) {
    return diagnostics.stream().map(d -> Finding.of(d, deny.severity(d), source, file)).toList();
  }

  long count(Severity severity) {
    return diagnostics.stream().filter(d -> d.severity().equals(severity.word())).count();
  }

  /** The cost beside its bound; a dash where there is none. */
  String costOfBound() {
    return cost == null ? "-" : cost + " of " + maxCost;
  }
}
