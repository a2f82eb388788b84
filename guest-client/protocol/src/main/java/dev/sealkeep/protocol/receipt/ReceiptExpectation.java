package dev.sealkeep.protocol.receipt;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Fallbacks;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.transcript.TranscriptInputs;
import java.util.Optional;

/**
 * What a guest knows of the release it asked for.
 *
 * @param logRoot the pinned log-root key
 * @param certificate the note that came with the challenge and certifies the log key in {@code
 *     inputs}
 * @param tenantPin the pinned SHA-256 of k_tenant
 * @param inputs what the evidence bound
 * @param fallbacks what it reported
 */
public record ReceiptExpectation(
    LogVerifierKey logRoot,
    String certificate,
    Digest tenantPin,
    TranscriptInputs inputs,
    Optional<Fallbacks> fallbacks) {
  /** That of a guest with nothing to report. */
  public ReceiptExpectation(
      LogVerifierKey logRoot, String certificate, Digest tenantPin, TranscriptInputs inputs) {
    this(logRoot, certificate, tenantPin, inputs, Optional.empty());
  }
}
