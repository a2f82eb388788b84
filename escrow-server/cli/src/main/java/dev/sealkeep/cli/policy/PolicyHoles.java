package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.policy.hole.Review;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The holes of one policy.
 *
 * @param setsNotGiven the sets it uses that were not at hand
 */
record PolicyHoles(PolicyFile file, Review review, SortedSet<String> setsNotGiven) {
  /** Reviews a policy; the command ends with what is wrong with comments that accept holes. */
  static PolicyHoles of(PolicyFile file, Map<String, ReferenceSet> references) {
    Review review = Review.of(file.source(), file.policy(), references);
    if (review.hasErrors()) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "what the policy %s accepts cannot be told".formatted(file.path()),
          "Mend the comments that are shown above.",
          review.diagnostics().stream()
              .map(d -> d.render(file.source(), file.path().toString()).stripTrailing() + "\n")
              .toList());
    }
    SortedSet<String> missing = new TreeSet<>(file.policy().referenceSets());
    missing.removeAll(references.keySet());
    return new PolicyHoles(file, review, missing);
  }
}
