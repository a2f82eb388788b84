/**
 * TPM 2.0: quotes over PCRs, the attestation keys that sign them, and what vouches for such a key.
 * Reads in the order parse ({@link dev.sealkeep.evidence.tpm.TpmQuote}), check ({@link
 * dev.sealkeep.evidence.tpm.QuoteCheck}, which other technologies with a vTPM call as well),
 * verify, claims ({@link dev.sealkeep.evidence.tpm.QuoteClaims}), reasons ({@link
 * dev.sealkeep.evidence.tpm.TpmReason}). It depends on the shared evidence types and on event logs;
 * time and randomness are arguments. It upholds invariant 5: a quote without the expected
 * qualifying data is refused.
 */
@NullMarked
package dev.sealkeep.evidence.tpm;

import org.jspecify.annotations.NullMarked;
