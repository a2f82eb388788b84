package dev.sealkeep.evidence.vtpm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A TPM's quote as it is conveyed.
 *
 * @param message the TPMS_ATTEST as the TPM signed it
 * @param signature a TPMT_SIGNATURE, or an RSA signature alone
 * @param pcrs values of the SHA-256 bank from PCR 0 on
 */
@SuppressWarnings("ArrayRecordComponent") // raw blobs; never compared
public record QuoteParts(byte[] message, byte[] signature, List<byte[]> pcrs) {
  /** How many PCRs a TPM of a PC has. */
  public static final int PCRS = 24;

  /** Copies the list. */
  public QuoteParts {
    pcrs = List.copyOf(pcrs);
  }

  /**
   * A quote out of its JSON form: an object with {@code message} and {@code signature}, and a list
   * {@code pcrs}, each byte string in hexadecimal or as a list of integers.
   *
   * @return empty if a member is missing or is none of these
   */
  public static Optional<QuoteParts> ofJson(JsonNode quote) {
    JsonNode values = quote.path("pcrs");
    if (!values.isArray() || values.size() > PCRS) {
      return Optional.empty();
    }
    List<byte[]> pcrs =
        values.valueStream().flatMap(value -> JsonOctets.ofHex(value).stream()).toList();
    Optional<byte[]> message = JsonOctets.ofHex(quote.path("message"));
    Optional<byte[]> signature = JsonOctets.ofHex(quote.path("signature"));
    return pcrs.size() == values.size() && message.isPresent() && signature.isPresent()
        ? Optional.of(new QuoteParts(message.get(), signature.get(), pcrs))
        : Optional.empty();
  }
}
