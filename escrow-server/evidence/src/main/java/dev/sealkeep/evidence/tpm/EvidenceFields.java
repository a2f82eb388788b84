package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** TPM evidence as a tree for display. */
final class EvidenceFields {
  private static final HexFormat HEX = HexFormat.of();

  private EvidenceFields() {}

  /** The fields without a verdict. */
  static SequencedMap<String, Object> of(TpmEvidence parts) {
    return of(parts, List.of(), Optional.empty());
  }

  /**
   * {@code nonce}, and of the first quote {@code attest}, {@code signature}, {@code pcr_digest_ok}
   * and {@code pcrs}; further quotes under {@code quotes} by their number from 1; {@code ak} and
   * {@code ak_bound_by}.
   *
   * @param checked of each quote; none if nothing was checked
   */
  static SequencedMap<String, Object> of(
      TpmEvidence parts, List<CheckedQuote> checked, Optional<KeyBinding> binding) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    SequencedMap<String, Object> further = new LinkedHashMap<>();
    for (int i = 0; i < parts.quotes().size(); i++) {
      TpmEvidence.Quoted quoted = parts.quotes().get(i);
      Optional<CheckedQuote> result =
          checked.isEmpty() ? Optional.empty() : Optional.of(checked.get(i));
      if (i == 0) {
        addNonce(fields, quoted);
        add(fields, quoted, result);
      } else {
        SequencedMap<String, Object> other = new LinkedHashMap<>();
        add(other, quoted, result);
        further.put(Integer.toString(i), other);
      }
    }
    if (!further.isEmpty()) {
      fields.put("quotes", further);
    }
    parts.key().ifPresent(key -> fields.put("ak", key(key)));
    binding.ifPresent(b -> fields.put("ak_bound_by", b.by().word()));
    return fields;
  }

  private static void addNonce(SequencedMap<String, Object> fields, TpmEvidence.Quoted quoted) {
    if (TpmQuote.parse(quoted.message()) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)) {
      fields.put("nonce", HEX.formatHex(quote.extraData()));
    }
  }

  private static void add(
      SequencedMap<String, Object> fields,
      TpmEvidence.Quoted quoted,
      Optional<CheckedQuote> checked) {
    if (TpmQuote.parse(quoted.message()) instanceof Parsed.Accepted<TpmQuote>(TpmQuote quote)) {
      fields.put("attest", QuoteFields.of(quote));
    }
    quoted.signature().ifPresent(s -> fields.put("signature", signature(s, checked)));
    if (!quoted.pcrs().isEmpty()) {
      checked.ifPresent(c -> fields.put("pcr_digest_ok", !has(c, "tpm.pcrs.")));
      fields.put("pcrs", QuoteFields.of(quoted.pcrs()));
    }
  }

  private static String signature(byte[] bytes, Optional<CheckedQuote> checked) {
    return switch (TpmSignature.parse(bytes)) {
      case Parsed.Refused<TpmSignature>(Reason reason) -> reason.detail();
      case Parsed.Accepted<TpmSignature>(TpmSignature signature) ->
          signature.scheme()
              + checked
                  .map(c -> has(c, "tpm.signature.") ? " does not verify" : " verifies")
                  .orElse("");
    };
  }

  private static boolean has(CheckedQuote checked, String prefix) {
    return checked.reasons().stream().anyMatch(r -> r.code().startsWith(prefix));
  }

  private static SequencedMap<String, Object> key(AttestationKey key) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("spki_sha256", key.spkiSha256());
    key.area()
        .ifPresent(
            area -> {
              fields.put("name", HEX.formatHex(area.name()));
              fields.put("attributes", "0x" + HEX.toHexDigits((int) area.attributes()));
            });
    return fields;
  }
}
