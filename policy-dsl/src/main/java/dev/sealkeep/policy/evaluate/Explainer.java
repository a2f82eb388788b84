package dev.sealkeep.policy.evaluate;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a recording into words. It takes every outcome from the recording and looks at the facts
 * only for what was expected and what was there, so it cannot say other than what was decided; it
 * does not look into the entries of lists, so its size is bounded by the policy's.
 */
final class Explainer {
  private static final int DIGEST_SHOWN = 16;

  private final ClaimSet claims;
  private final Map<String, ReferenceSet> references;
  private final Iterator<Outcome> outcomes;
  private final Iterator<Recording.Tally> tallies;

  /** An explainer of what these facts came to. */
  Explainer(ClaimSet claims, Map<String, ReferenceSet> references, Recording recording) {
    this.claims = claims;
    this.references = references;
    this.outcomes = recording.outcomes();
    this.tallies = recording.tallies();
  }

  /** What became of the clauses that were recorded, in the order of the recording. */
  List<ClauseResult> results(Ruling ruling) {
    List<ClauseResult> results = new ArrayList<>();
    for (CompiledClause clause : ruling.clauses()) {
      List<ClauseResult.LineResult> lines = new ArrayList<>();
      for (CompiledClause.CompiledLine line : clause.conditions()) {
        List<CheckResult> checks = line.formula().checks().map(this::check).toList();
        lines.add(
            new ClauseResult.LineResult(
                line.text(), line.region().line(), outcomes.next(), checks));
      }
      results.add(new ClauseResult(clause, outcomes.next(), lines));
    }
    return results;
  }

  private CheckResult check(Formula.Check check) {
    Outcome outcome = outcomes.next();
    Optional<ClaimValue> actual = claims.get(check.claim().name());
    if (actual.isEmpty()) {
      return doubtful(check, actual, new Doubt.ClaimMissing(check.claim().name()));
    }
    if (!check.claim().type().admits(actual.get())) {
      return doubtful(check, actual, outsideSchema(check));
    }
    Optional<Recording.Tally> tally =
        check.requirement() instanceof Requirement.OfEntries
                && actual.get() instanceof ClaimValue.Entries
            ? Optional.of(tallies.next())
            : Optional.empty();
    return outcome == Outcome.UNKNOWN
        ? doubtful(check, actual, doubt(check, actual.get(), tally))
        : new CheckResult(
            check, outcome, actual, note(check, actual.get(), tally), Optional.empty());
  }

  private static CheckResult doubtful(
      Formula.Check check, Optional<ClaimValue> actual, Doubt doubt) {
    return new CheckResult(check, Outcome.UNKNOWN, actual, "", Optional.of(doubt));
  }

  private static Doubt outsideSchema(Formula.Check check) {
    return new Doubt.ClaimOutsideSchema(check.claim().name(), check.claim().type().describe());
  }

  /** Why a check is unknown although its claim's value is one of its type. */
  private static Doubt doubt(
      Formula.Check check, ClaimValue actual, Optional<Recording.Tally> tally) {
    if (tally.isPresent()) {
      String set = tally.get().missingSet();
      return set == null
          ? new Doubt.EntriesUndecided(check.claim().name(), tally.get().unknown())
          : new Doubt.ReferenceMissing(set);
    }
    return switch (check.requirement()) {
      case Requirement.InReference wanted -> new Doubt.ReferenceMissing(wanted.set());
      case Requirement.TcbFloor _ when actual instanceof ClaimValue.Tcb tcb ->
          new Doubt.ProductNotListed(tcb.product());
      case Requirement.Identical _,
          Requirement.Ordered _,
          Requirement.OneOf _,
          Requirement.Contains _,
          Requirement.OfEntries _,
          Requirement.TcbFloor _ ->
          outsideSchema(check);
    };
  }

  /** What is to be said of a value beside itself. */
  private String note(Formula.Check check, ClaimValue actual, Optional<Recording.Tally> tally) {
    if (tally.isPresent()) {
      return "is met by " + tally.get().met() + " of " + tally.get().entries();
    }
    return switch (check.requirement()) {
      case Requirement.InReference wanted -> rows(actual, wanted);
      case Requirement.TcbFloor wanted when actual instanceof ClaimValue.Tcb tcb ->
          misses(tcb, wanted);
      case Requirement.Identical _,
          Requirement.Ordered _,
          Requirement.OneOf _,
          Requirement.Contains _,
          Requirement.OfEntries _,
          Requirement.TcbFloor _ ->
          "";
    };
  }

  private String rows(ClaimValue actual, Requirement.InReference wanted) {
    ReferenceSet set = references.get(wanted.set());
    if (set == null) {
      return "";
    }
    int count = set.count(claims.technology(), wanted.column());
    return (set.contains(claims.technology(), wanted.column(), actual)
            ? "is among "
            : "is not among ")
        + count
        + (count == 1 ? " row of " : " rows of ")
        + wanted.set()
        + edition(set);
  }

  private static String edition(ReferenceSet set) {
    return set.version().isPresent()
        ? " (version " + set.version().getAsLong() + ")"
        : " (sha256 " + set.digest().substring(0, DIGEST_SHOWN) + ")";
  }

  private static String misses(ClaimValue.Tcb actual, Requirement.TcbFloor wanted) {
    ClaimValue.Tcb floor = wanted.floors().get(actual.product());
    if (floor == null) {
      return "";
    }
    List<String> misses = new ArrayList<>();
    for (int i = 0; i < floor.size(); i++) {
      int has = actual.version(floor.name(i), i);
      int bound = floor.version(i);
      if (has < bound) {
        misses.add(floor.name(i) + " " + has + " below " + bound);
      } else if (wanted.exact() && has > bound) {
        misses.add(floor.name(i) + " " + has + " above " + bound);
      }
    }
    return misses.isEmpty() ? "" : "has " + String.join(", ", misses);
  }
}
