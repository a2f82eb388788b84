package dev.sealkeep.protocol.transcript;

import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import java.util.Optional;

/**
 * What {@code base} binds.
 *
 * @param challengeAnswer the body of the challenge answer as received
 * @param logKey the text of the log's verifier key
 * @param tenant the tenant
 * @param key the key wanted
 * @param volume the volume, or empty
 * @param purpose what the key is wanted for
 * @param kem the KEM of the recipient key
 * @param recipient the recipient's public key
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes; never compared
public record TranscriptInputs(
    byte[] challengeAnswer,
    String logKey,
    Name tenant,
    Name key,
    Optional<Name> volume,
    Purpose purpose,
    Kem kem,
    byte[] recipient) {
  /** What {@code request} binds, under the key of the log that its challenge answer names. */
  public static TranscriptInputs of(ReleaseRequest request, String logKey) {
    return new TranscriptInputs(
        request.challengeAnswer(),
        logKey,
        request.tenant(),
        request.key(),
        request.volume(),
        request.purpose(),
        request.kem(),
        request.recipient());
  }

  /** Names what is asked for, not the bytes. */
  @Override
  public String toString() {
    return "TranscriptInputs[%s/%s, %s, %s]".formatted(tenant, key, purpose.tag(), kem.label());
  }
}
