package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What became of the cases of one policy.
 *
 * @param file the policy's file as it was given
 * @param policy the policy's name
 * @param results one for each case, in the order of the files
 */
public record PolicyReport(Path file, String policy, List<CaseResult> results, Coverage coverage) {
  /** Copies {@code results}. */
  public PolicyReport {
    results = List.copyOf(results);
  }

  /**
   * Runs the cases of a policy. Cases that cannot be read, and evidence that cannot, end the
   * command.
   *
   * @param cases the files of cases; if empty, those beside the policy
   * @param references the sets at hand, over which the cases put theirs
   * @param collateral what recorded evidence is verified with beside what its case names
   */
  public static PolicyReport of(
      Path file,
      Policy policy,
      List<Path> cases,
      Map<String, ReferenceSet> references,
      List<Path> collateral) {
    List<Path> files = cases.isEmpty() ? CaseFiles.beside(file) : cases;
    SignatureChecks checks = SignatureChecks.fastest();
    List<CaseResult> results =
        new CaseReader(references, collateral)
            .read(files).stream().map(one -> CaseResult.of(policy, one, checks)).toList();
    return new PolicyReport(file, policy.name(), results, Coverage.of(policy, results));
  }

  /** How many cases came otherwise than expected. */
  public long failed() {
    return results.stream().filter(result -> !result.passed()).count();
  }

  /** Whether clauses and conditions are covered to at least so many percent. */
  public boolean covers(int percent) {
    return coverage.reaches(percent);
  }
}
