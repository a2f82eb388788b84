package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether keys are what a quote and their own attributes say. */
final class KeyChecks {
  private KeyChecks() {}

  /** Objections to the attributes; none for a key that came without its public area. */
  static List<Reason> ofAttributes(AttestationKey key) {
    return key.area()
        .map(TpmPublic::attestationFaults)
        .filter(faults -> !faults.isEmpty())
        .map(
            faults ->
                List.of(
                    TpmReason.AK_ATTRIBUTES_INVALID.because(
                        "The key is " + String.join(", ", faults) + ".")))
        .orElse(List.of());
  }

  /**
   * Objections to the qualified signer: it has the hash of the key's name, and where the
   * endorsement key was sent it is the name of a child of that key.
   */
  static List<Reason> ofSigner(TpmQuote quote, TpmEvidence parts) {
    List<Reason> reasons = new ArrayList<>();
    Optional<TpmPublic> key = parts.key().flatMap(AttestationKey::area);
    byte[] signer = quote.qualifiedSigner();
    if (key.isPresent() && !hasHashOf(signer, key.get())) {
      reasons.add(
          TpmReason.AK_NAME_MISMATCH.because("The qualified signer has another key's name hash."));
    } else if (parts.endorsementKey().isPresent()
        && key.filter(
                k -> Arrays.equals(signer, k.qualifiedNameBelow(parts.endorsementKey().get())))
            .isEmpty()) {
      reasons.add(
          TpmReason.AK_NAME_MISMATCH.because(
              "The qualified signer is not the attestation key below the endorsement key."));
    }
    return reasons;
  }

  private static boolean hasHashOf(byte[] signer, TpmPublic key) {
    return signer.length == Short.BYTES + key.nameHash().size()
        && ByteBuffer.wrap(signer).getShort() == key.nameHash().id();
  }
}
