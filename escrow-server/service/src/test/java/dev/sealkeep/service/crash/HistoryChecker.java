package dev.sealkeep.service.crash;

import dev.sealkeep.ledger.audit.LogAuditor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what a node had answered with what it shows after its restart. */
final class HistoryChecker {
  private HistoryChecker() {}

  /** A promise that was broken. */
  sealed interface Violation {
    /**
     * An acknowledged key is missing, or neither in its acknowledged nor in the asked-for state.
     */
    record LostKey(String name, KeyState acknowledged, Optional<KeyState> shown)
        implements Violation {}

    /** A released key has no release entry where its receipt says. */
    record UnloggedRelease(History.Released release, Optional<String> shown) implements Violation {}

    /** The log does not extend a checkpoint that was answered. */
    record BrokenCheckpoint(LogAuditor.Finding finding) implements Violation {}
  }

  static List<Violation> check(History history, Observed observed) {
    List<Violation> violations = new ArrayList<>();
    keys(history, observed, violations);
    releases(history, observed, violations);
    checkpoints(history, observed, violations);
    return violations;
  }

  private static void keys(History history, Observed observed, List<Violation> violations) {
    for (Map.Entry<String, KeyState> key : history.acknowledged().entrySet()) {
      Optional<KeyState> shown = Optional.ofNullable(observed.keys().get(key.getKey()));
      boolean kept = shown.filter(key.getValue()::equals).isPresent();
      boolean moved = shown.isPresent() && shown.equals(history.attempted(key.getKey()));
      if (!kept && !moved) {
        violations.add(new Violation.LostKey(key.getKey(), key.getValue(), shown));
      }
    }
  }

  private static void releases(History history, Observed observed, List<Violation> violations) {
    for (History.Released release : history.released()) {
      Optional<String> shown = Optional.ofNullable(observed.releases().get(release.index()));
      if (shown.filter(release.decision()::equals).isEmpty()) {
        violations.add(new Violation.UnloggedRelease(release, shown));
      }
    }
  }

  private static void checkpoints(History history, Observed observed, List<Violation> violations) {
    LogAuditor.replay(observed.leaves().iterator(), history.checkpoints()).findings().stream()
        .filter(finding -> !(finding instanceof LogAuditor.Finding.Confirmed))
        .map(Violation.BrokenCheckpoint::new)
        .forEach(violations::add);
  }
}
