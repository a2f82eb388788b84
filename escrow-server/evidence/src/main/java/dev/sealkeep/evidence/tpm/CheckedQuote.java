package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What came of checking a quote.
 *
 * @param quote what was read, for display while there are reasons; empty if it cannot be read
 * @param reasons every reason that was found; empty if the key signed this quote of these values
 */
public record CheckedQuote(Optional<TpmQuote> quote, List<Reason> reasons) {
  /** Copies the list. */
  public CheckedQuote {
    reasons = List.copyOf(reasons);
  }
}
