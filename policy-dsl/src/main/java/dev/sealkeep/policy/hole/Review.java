package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.diagnostic.Diagnostic;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Region;
import dev.sealkeep.policy.diagnostic.Severity;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The holes of a policy beside those that its author accepts.
 *
 * @param open the holes that nobody accepts, the worst first
 * @param accepted those that the author accepts
 * @param undecided those for which the solver reached its bound, and that nobody accepts
 * @param diagnostics what is wrong with comments that accept holes, and clauses that permit nothing
 */
public record Review(
    List<Finding> open,
    List<Accepted> accepted,
    List<Findings.Undecided> undecided,
    List<Diagnostic> diagnostics) {
  /** Copies the lists. */
  public Review {
    open = List.copyOf(open);
    accepted = List.copyOf(accepted);
    undecided = List.copyOf(undecided);
    diagnostics = List.copyOf(diagnostics);
  }

  /** A hole, and why it does no harm. */
  public record Accepted(Finding finding, String reason) {}

  /**
   * Looks for the holes of a policy.
   *
   * @param source the text that the policy was compiled from
   * @param references the sets at hand, under their names
   */
  public static Review of(String source, Policy policy, Map<String, ReferenceSet> references) {
    return of(source, HoleSearch.of(policy, references));
  }

  static Review of(String source, Findings findings) {
    Diagnostics diagnostics = new Diagnostics(DiagnosticCode.TOO_MANY_ERRORS);
    List<Acknowledgement> acknowledgements = AcknowledgementReader.read(source, diagnostics);
    Set<Acknowledgement> idle = new LinkedHashSet<>(acknowledgements);
    List<Finding> open = new ArrayList<>();
    List<Accepted> accepted = new ArrayList<>();
    for (Finding finding : findings.found()) {
      Optional<Acknowledgement> by =
          accepting(acknowledgements, finding.hole(), finding.clause().line(), idle);
      by.ifPresentOrElse(
          one -> accepted.add(new Accepted(finding, one.reason())), () -> open.add(finding));
    }
    List<Findings.Undecided> undecided =
        findings.undecided().stream()
            .filter(u -> accepting(acknowledgements, u.hole(), u.line(), idle).isEmpty())
            .toList();
    for (Acknowledgement one : idle) {
      diagnostics.add(
          DiagnosticCode.HOLE_NOT_THERE,
          one.region(),
          "`" + one.code() + "` is accepted, but it is not there",
          "remove the comment");
    }
    for (Findings.Unmet one : findings.unmet()) {
      diagnostics.add(
          DiagnosticCode.CLAUSE_NEVER_MET,
          keyword(source, one.line()),
          "this clause permits nothing: no evidence of "
              + one.technology()
              + " can meet it, or all that does is forbidden",
          "look for conditions that exclude one another, and for claims that `sealkeep policy"
              + " check` says are never made");
    }
    return new Review(open, accepted, undecided, diagnostics.inOrder());
  }

  /** The word {@code permit} in the line where a clause begins. */
  private static Region keyword(String source, int line) {
    String text = source.lines().skip(line - 1L).findFirst().orElse("");
    return new Region(line, 1 + Math.max(0, text.indexOf("permit")), "permit".length());
  }

  /** The first that accepts a hole of a clause; every one that does is needed. */
  private static Optional<Acknowledgement> accepting(
      List<Acknowledgement> all, Hole hole, int line, Set<Acknowledgement> idle) {
    List<Acknowledgement> accepting = all.stream().filter(a -> a.accepts(hole, line)).toList();
    accepting.forEach(idle::remove);
    return accepting.stream().findFirst();
  }

  /** Whether a comment that accepts a hole is wrong, so that nobody knows what was meant. */
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  /** Whether something is open or undecided that is at least so bad. */
  public boolean fails(HoleSeverity severity) {
    return open.stream().anyMatch(f -> f.hole().severity().isAtLeast(severity))
        || undecided.stream().anyMatch(u -> u.hole().severity().isAtLeast(severity));
  }
}
