package dev.sealkeep.evidence.vtpm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.tpm.QuoteFields;
import dev.sealkeep.evidence.tpm.TpmQuote;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

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

  /** For display, without any verdict: the fields of the TPMS_ATTEST and {@code pcr0} and so on. */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    if (TpmQuote.parse(message) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)) {
      fields.putAll(QuoteFields.of(quote));
    }
    fields.putAll(pcrFields());
    return fields;
  }

  /** The values as they were conveyed: {@code pcr0} and so on. */
  SequencedMap<String, Object> pcrFields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < pcrs.size(); i++) {
      fields.put("pcr" + i, HexFormat.of().formatHex(pcrs.get(i)));
    }
    return fields;
  }
}
