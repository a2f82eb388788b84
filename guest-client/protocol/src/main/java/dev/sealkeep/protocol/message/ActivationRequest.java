package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.TPM_CERTIFICATES_BYTES;
import static dev.sealkeep.protocol.message.MessageLimits.TPM_PUBLIC_BYTES;

import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;

/**
 * The body of {@code POST /v1/activations}: a TPM asks for a credential that only it can activate
 * (TPM 2.0 Library part 1, section 24).
 *
 * @param ekCertificates the EK's certificate, and its issuers' if the TPM has them: DER or PEM, one
 *     after the other
 * @param ekPublic the EK's TPMT_PUBLIC
 * @param akPublic the AK's TPMT_PUBLIC
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record ActivationRequest(byte[] ekCertificates, byte[] ekPublic, byte[] akPublic) {
  private static final int BODY_BYTES = 64 << 10;

  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        request ->
            request
                .bytes("ek_certificates", ekCertificates)
                .bytes("ek_public", ekPublic)
                .bytes("ak_public", akPublic));
  }

  /** Reads a body of at most 64 KiB. */
  public static Parsed<ActivationRequest> parse(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(BODY_BYTES), ActivationRequest::read);
  }

  private static ActivationRequest read(ObjectReader request) throws Mismatch {
    return new ActivationRequest(
        request.bytes("ek_certificates", 1, TPM_CERTIFICATES_BYTES),
        request.bytes("ek_public", 1, TPM_PUBLIC_BYTES),
        request.bytes("ak_public", 1, TPM_PUBLIC_BYTES));
  }

  /** Names the sizes. */
  @Override
  public String toString() {
    return "ActivationRequest[%d + %d + %d bytes]"
        .formatted(ekCertificates.length, ekPublic.length, akPublic.length);
  }
}
