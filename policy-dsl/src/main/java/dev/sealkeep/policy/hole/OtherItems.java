package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;

import dev.sealkeep.policy.schema.NeverClaimed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is true of the claims of items beside the one that a clause is for: none is made that their
 * technology never makes, and a TPM's key is vouched for, since a release refuses it otherwise.
 */
final class OtherItems {
  private static final String KEY_BINDING = ".tpm.ak_bound_by";

  private OtherItems() {}

  /**
   * The ties of claims that a policy asks about.
   *
   * @param asked claims of a clause of that technology
   */
  static Trait ties(String technology, Collection<String> asked) {
    List<Trait> ties = new ArrayList<>();
    for (String claim : asked) {
      Optional<NeverClaimed> never = NeverClaimed.of(technology, claim);
      if (never.filter(NeverClaimed::isWholly).isPresent()) {
        ties.add(missing(claim));
      } else {
        List<String> words = new ArrayList<>(never.map(NeverClaimed::words).orElse(List.of()));
        if (claim.endsWith(KEY_BINDING)) {
          words.add("none");
        }
        if (!words.isEmpty()) {
          ties.add(either(missing(claim), isNoneOf(claim, words)));
        }
      }
    }
    return all(ties.toArray(Trait[]::new));
  }

  private static Trait isNoneOf(String claim, List<String> words) {
    return met(
        words.stream().map(word -> claim + " != " + word).collect(Collectors.joining(" and ")));
  }
}
