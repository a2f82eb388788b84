package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.x509.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * TPM evidence taken apart, whatever form it came in; nothing in it is trusted.
 *
 * @param quotes at least one
 * @param key the attestation key, if it was sent
 * @param endorsementKey the public area of the endorsement key, if it was sent
 * @param certificates those that were sent, in any order
 * @param keyCertificate the one that is said to be the attestation key's
 * @param eventLogs those inside the evidence
 */
record TpmEvidence(
    List<Quoted> quotes,
    Optional<AttestationKey> key,
    Optional<TpmPublic> endorsementKey,
    Collateral certificates,
    Optional<Certificate> keyCertificate,
    List<byte[]> eventLogs) {
  /** The most quotes in one item: one for each bank, and room. */
  static final int MAX_QUOTES = 8;

  TpmEvidence {
    quotes = List.copyOf(quotes);
    eventLogs = List.copyOf(eventLogs);
  }

  /**
   * One quote with what belongs to it.
   *
   * @param message the TPMS_ATTEST
   * @param signature a TPMT_SIGNATURE or a bare RSA signature; empty if none was sent
   * @param pcrs the values that it is to cover
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
  record Quoted(byte[] message, Optional<byte[]> signature, PcrValues pcrs) {}
}
