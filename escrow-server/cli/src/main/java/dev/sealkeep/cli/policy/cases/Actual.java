package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.evidence.Reason;
import dev.sealkeep.policy.evaluate.ClauseResult;
import dev.sealkeep.policy.evaluate.Evaluation;
import java.util.List;
import java.util.stream.Collectors;

/** What a case came to. */
sealed interface Actual {
  /** Permitted, denied or rejected. */
  Decision decision();

  /** The policy's one reason code, or every code of a rejection. */
  List<String> reasons();

  /** The clauses that were evaluated. */
  List<ClauseResult> clauses();

  /** Why, for people. */
  String explanation();

  /** The policy was asked. */
  record Evaluated(Evaluation evaluation) implements Actual {
    @Override
    public Decision decision() {
      return evaluation.permitted() ? Decision.PERMITTED : Decision.DENIED;
    }

    @Override
    public List<String> reasons() {
      return List.of(evaluation.reasonCode());
    }

    @Override
    public List<ClauseResult> clauses() {
      return evaluation.explanation().clauses();
    }

    @Override
    public String explanation() {
      return evaluation.explanation().render();
    }
  }

  /** The evidence did not verify. */
  record Rejected(List<Reason> found) implements Actual {
    /** Copies {@code found}. */
    public Rejected {
      found = List.copyOf(found);
    }

    @Override
    public Decision decision() {
      return Decision.REJECTED;
    }

    @Override
    public List<String> reasons() {
      return found.stream().map(Reason::code).distinct().toList();
    }

    @Override
    public List<ClauseResult> clauses() {
      return List.of();
    }

    @Override
    public String explanation() {
      return found.stream()
          .map(r -> r.code() + ": " + r.detail() + "\n")
          .collect(Collectors.joining());
    }
  }
}
