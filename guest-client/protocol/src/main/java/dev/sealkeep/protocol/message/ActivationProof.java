package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.ACTIVATION_SECRET_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.ACTIVATION_TOKEN_BYTES;

import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;

/**
 * The auxiliary blob of a TPM quote: proof that the key which signed it lies in the TPM of an
 * endorsement key.
 *
 * @param token the token of the {@link ActivationAnswer}
 * @param secret what TPM2_ActivateCredential gave, 32 bytes; worth nothing without the token
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record ActivationProof(byte[] token, byte[] secret) {
  private static final int BLOB_BYTES = 2048;

  /** Returns the blob. */
  public byte[] encode() {
    return JsonWriter.object(
        proof -> proof.bytes("activation_token", token).bytes("activation_secret", secret));
  }

  /** Reads a blob of at most 2 KiB. */
  public static Parsed<ActivationProof> parse(byte[] blob) {
    return StrictJson.parse(
        blob,
        JsonLimits.ofMessage(BLOB_BYTES),
        proof ->
            new ActivationProof(
                proof.bytes("activation_token", 1, ACTIVATION_TOKEN_BYTES),
                proof.bytes(
                    "activation_secret", ACTIVATION_SECRET_BYTES, ACTIVATION_SECRET_BYTES)));
  }

  /** Says nothing of what it holds. */
  @Override
  public String toString() {
    return "ActivationProof[]";
  }
}
