package dev.sealkeep.policy.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers the findings of one run, up to a bound. Not thread safe. */
public final class Diagnostics {
  /** How many findings one run reports. */
  public static final int MAX_REPORTED = 100;

  /** Warnings past this are dropped in silence, so that they leave room for errors. */
  private static final int MAX_WARNINGS = MAX_REPORTED / 2;

  private final List<Diagnostic> found = new ArrayList<>();
  private final Set<Diagnostic> seen = new HashSet<>();
  private final DiagnosticCode overflowCode;
  private Optional<Region> overflow = Optional.empty();
  private boolean errors;

  /**
   * Starts a run.
   *
   * @param overflowCode the code of the error that ends the list if there are too many
   */
  public Diagnostics(DiagnosticCode overflowCode) {
    this.overflowCode = overflowCode;
  }

  /** Notes a finding for which there is nothing to suggest. */
  public void add(DiagnosticCode code, Region region, String message) {
    add(code, region, message, Optional.empty());
  }

  /** Notes a finding. */
  public void add(DiagnosticCode code, Region region, String message, String suggestion) {
    add(code, region, message, Optional.of(suggestion));
  }

  /** Notes a finding. */
  public void add(DiagnosticCode code, Region region, String message, Optional<String> suggestion) {
    add(new Diagnostic(code, region, message, suggestion));
  }

  /** Notes a finding, once: a condition that several clauses use is typed for each. */
  public void add(Diagnostic finding) {
    boolean error = finding.code().severity() == Severity.ERROR;
    errors |= error;
    if (seen.contains(finding)) {
      return;
    }
    if (found.size() < (error ? MAX_REPORTED : MAX_WARNINGS)) {
      found.add(finding);
      seen.add(finding);
    } else if (error && overflow.isEmpty()) {
      overflow = Optional.of(finding.region());
    }
  }

  /** Whether a finding so far refuses the source. */
  public boolean hasErrors() {
    return errors;
  }

  /** Whether an error was dropped, and further ones would be. */
  public boolean isFull() {
    return overflow.isPresent();
  }

  /** The findings in the order of the source. */
  public List<Diagnostic> inOrder() {
    List<Diagnostic> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column));
    overflow.ifPresent(
        region ->
            sorted.add(
                new Diagnostic(
                    overflowCode,
                    region,
                    "only the first " + MAX_REPORTED + " findings are shown",
                    Optional.empty())));
    return List.copyOf(sorted);
  }
}
