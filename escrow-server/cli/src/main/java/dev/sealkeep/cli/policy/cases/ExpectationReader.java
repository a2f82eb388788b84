package dev.sealkeep.cli.policy.cases;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.evaluate.Reason;
import java.util.Arrays;
import java.util.List;

/** Reads the member {@code expect} of a case. */
final class ExpectationReader {
  private static final List<String> MEMBERS = List.of("decision", "reason", "because", "failing");

  private ExpectationReader() {}

  /**
   * Reads an expectation that a case can meet.
   *
   * @param where the file and the case, to begin an error with
   */
  static Expectation read(String where, Object object) {
    Members members = new Members(where, object, MEMBERS);
    Decision decision = decision(members);
    List<String> reasons = members.texts("reason");
    if (reasons.isEmpty()) {
      throw members.refusal("'reason' is missing");
    }
    if (decision != Decision.REJECTED) {
      if (reasons.size() > 1) {
        throw members.refusal("a policy gives one reason, not " + reasons.size());
      }
      requireReason(where, decision, reasons.getFirst());
    }
    return new Expectation(decision, reasons, members.text("because"), members.texts("failing"));
  }

  private static Decision decision(Members members) {
    String word = members.requiredText("decision");
    return Arrays.stream(Decision.values())
        .filter(decision -> decision.word().equals(word))
        .findFirst()
        .orElseThrow(() -> members.refusal("'decision' is permitted, denied or rejected"));
  }

  private static void requireReason(String where, Decision decision, String code) {
    List<String> codes =
        Arrays.stream(Reason.values())
            .filter(reason -> reason.permits() == (decision == Decision.PERMITTED))
            .map(Reason::code)
            .toList();
    if (!codes.contains(code)) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s: nothing is %s with the reason '%s'".formatted(where, decision.word(), code),
          Spelling.nearest(code, codes)
              .map("Did you mean '%s'?"::formatted)
              .orElse("The reasons are " + String.join(", ", codes) + "."));
    }
  }
}
