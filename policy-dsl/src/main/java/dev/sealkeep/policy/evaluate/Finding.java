package dev.sealkeep.policy.evaluate;

import java.util.Optional;

/**
 * What comparing a value with a requirement gave.
 *
 * @param note what is to be said of the actual value, as {@code is not among 3 rows of builds}; may
 *     be empty
 * @param doubt why the outcome is unknown, if it is
 */
record Finding(Outcome outcome, String note, Optional<Doubt> doubt) {
  static Finding of(boolean value) {
    return of(value, "");
  }

  static Finding of(boolean value, String note) {
    return new Finding(Outcome.of(value), note, Optional.empty());
  }

  static Finding unknown(Doubt doubt) {
    return new Finding(Outcome.UNKNOWN, "", Optional.of(doubt));
  }
}
