package dev.sealkeep.policy.nearest;

import dev.sealkeep.policy.claim.ClaimValue;
import java.util.Optional;

/**
 * One claim that would have to be otherwise.
 *
 * @param actual its value, if the evidence has one
 * @param needed a value that would do; other values may do as well
 */
public record Change(String claim, Optional<ClaimValue> actual, Optional<ClaimValue> needed) {
  /** The change on one line: {@code vmpl: 2 -> 0}. */
  public String describe() {
    return claim + ": " + shown(actual) + " -> " + shown(needed);
  }

  private static String shown(Optional<ClaimValue> value) {
    return value.map(ClaimValue::display).orElse("missing");
  }
}
