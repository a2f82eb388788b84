package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.ACTIVATION_TOKEN_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.TPM_CREDENTIAL_BYTES;

import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;

/**
 * The answer to {@code POST /v1/activations}: what goes into TPM2_ActivateCredential, and a token
 * that goes back beside the secret which comes out.
 *
 * @param credentialBlob a TPM2B_ID_OBJECT
 * @param encryptedSecret a TPM2B_ENCRYPTED_SECRET
 * @param token opaque, at most 512 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record ActivationAnswer(byte[] credentialBlob, byte[] encryptedSecret, byte[] token) {
  private static final int BODY_BYTES = 16 << 10;

  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        answer ->
            answer
                .bytes("credential_blob", credentialBlob)
                .bytes("encrypted_secret", encryptedSecret)
                .bytes("token", token));
  }

  /** Reads a body of at most 16 KiB. */
  public static Parsed<ActivationAnswer> parse(byte[] body) {
    return StrictJson.parse(
        body,
        JsonLimits.ofMessage(BODY_BYTES),
        answer ->
            new ActivationAnswer(
                answer.bytes("credential_blob", 1, TPM_CREDENTIAL_BYTES),
                answer.bytes("encrypted_secret", 1, TPM_CREDENTIAL_BYTES),
                answer.bytes("token", 1, ACTIVATION_TOKEN_BYTES)));
  }

  /** Says nothing of what it holds. */
  @Override
  public String toString() {
    return "ActivationAnswer[]";
  }
}
