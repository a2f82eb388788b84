package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.PreflightAnswer;
import java.util.Optional;

/**
 * Checks the answer to a preflight against what the guest asked: it must be the logged one. Nothing
 * is sealed to the guest, so unlike with a release it cannot check the leaf's tag, which takes the
 * tenant's secret.
 *
 * @param expected what the guest knows of the exchange
 * @param question what it asked
 */
public record PreflightVerifier(ReceiptExpectation expected, NextBoot question) {
  /** Checks {@code answer}. */
  public PreflightOutcome verify(PreflightAnswer answer) {
    return switch (LoggedEntry.open(answer.receipt(), expected)) {
      case LoggedEntry.Refused(ReceiptFault fault) -> new PreflightOutcome.Untrusted(fault);
      case LoggedEntry.Opened opened when opened.entry() instanceof Entry.Preflight entry ->
          mismatch(entry, answer)
              .<PreflightOutcome>map(PreflightOutcome.Untrusted::new)
              .orElseGet(
                  () ->
                      new PreflightOutcome.Verified(
                          entry, opened.proof().inclusion().index(), opened.signed().checkpoint()));
      case LoggedEntry.Opened _ -> new PreflightOutcome.Untrusted(ReceiptFault.ENTRY_KIND);
    };
  }

  private Optional<ReceiptFault> mismatch(Entry.Preflight entry, PreflightAnswer answer) {
    Optional<ReceiptFault> another = LoggedEntry.mismatch(entry, entry.decision(), expected);
    if (another.isPresent()) {
      return another;
    }
    if (!entry.id().equals(answer.decisionId())) {
      return Optional.of(ReceiptFault.ENTRY_DECISION);
    }
    if (!entry.question().equals(question)) {
      return Optional.of(ReceiptFault.ENTRY_QUESTION);
    }
    return entry.permitted() == answer.permitted()
        ? Optional.empty()
        : Optional.of(ReceiptFault.ENTRY_PERMITTED);
  }
}
