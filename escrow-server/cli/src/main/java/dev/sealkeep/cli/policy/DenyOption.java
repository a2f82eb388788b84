package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.diagnostic.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --deny-warnings} and {@code --deny CODE}: warnings that count as errors. */
final class DenyOption {
  private static final List<String> KNOWN =
      Arrays.stream(DiagnosticCode.values()).map(DiagnosticCode::id).toList();

  @Option(names = "--deny-warnings", description = "count every warning as an error")
  private boolean all;

  @Option(
      names = "--deny",
      paramLabel = "CODE",
      description = "count the warnings of a code as errors, such as policy.unused-reference")
  private List<String> codes = new ArrayList<>();

  /** Ends the command if a code was given that no diagnostic has. */
  void requireKnownCodes() {
    for (String code : codes) {
      if (!KNOWN.contains(code)) {
        throw CommandFailure.of(
            ExitCode.UNUSABLE,
            "--deny '%s' is not the code of a diagnostic".formatted(code),
            Spelling.nearest(code, KNOWN)
                .or(() -> Optional.of("policy." + code).filter(KNOWN::contains))
                .map("Did you mean '%s'?"::formatted)
                .orElse("The codes are listed in docs/reference/policy-language.md."));
      }
    }
  }

  /** What a finding counts as. */
  Severity severity(Diagnostic finding) {
    return all || codes.contains(finding.code().id()) ? Severity.ERROR : finding.severity();
  }
}
