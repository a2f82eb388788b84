package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.azure.AzureEvidence.QuoteParts;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tpm.CheckedQuote;
import dev.sealkeep.evidence.tpm.PcrValues;
import dev.sealkeep.evidence.tpm.QuoteCheck;
import dev.sealkeep.evidence.tpm.TpmQuote;
import dev.sealkeep.evidence.tpm.TpmReason;
import dev.sealkeep.evidence.tpm.TpmSignature;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The vTPM's quote, held against the attestation key.
 *
 * @param parts as they were conveyed
 * @param quote as far as it can be read
 * @param pcrs the values beside it; they are the ones that it covers if there are no reasons
 * @param reasons what speaks against it
 */
record VtpmQuote(QuoteParts parts, Optional<TpmQuote> quote, PcrValues pcrs, List<Reason> reasons) {
  private static final HexFormat HEX = HexFormat.of();

  VtpmQuote {
    reasons = List.copyOf(reasons);
  }

  /** Checks a quote under a key. */
  static VtpmQuote check(QuoteParts parts, PublicKey key, SignatureChecks checks) {
    List<Reason> reasons = new ArrayList<>();
    PcrValues pcrs =
        switch (PcrValues.of(TcgHash.SHA256, parts.pcrs())) {
          case Parsed.Accepted<PcrValues>(PcrValues values) -> values;
          case Parsed.Refused<PcrValues>(Reason reason) -> {
            reasons.add(reason);
            yield PcrValues.none();
          }
        };
    CheckedQuote checked =
        new QuoteCheck(checks)
            .check(parts.message(), parts.signature(), key, pcrs, Optional.empty());
    reasons.addAll(checked.reasons());
    return new VtpmQuote(parts, checked.quote(), pcrs, reasons);
  }

  /** Whether the qualifying data carries a binding, shortened as TPMs need it. */
  boolean carries(Binding binding) {
    return quote.filter(q -> binding.shortened().isIn(q.extraData())).isPresent();
  }

  /** For display. */
  SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    if (reasons.stream().noneMatch(r -> r.code().startsWith("tpm.signature."))
        && TpmSignature.parse(parts.signature())
            instanceof Parsed.Accepted<TpmSignature>(TpmSignature made)) {
      fields.put("tpm_signature", name(made));
    }
    quote.ifPresent(
        q -> {
          fields.put("tpm_extra_data", HEX.formatHex(q.extraData()));
          fields.put(
              "tpm_pcr_selection",
              q.selections().stream()
                  .<Object>map(s -> List.of("0x" + Integer.toHexString(s.algorithm()), s.indices()))
                  .toList());
          fields.put(
              "pcr_digest_ok", hasNo(TpmReason.PCRS_DIGEST_MISMATCH, TpmReason.PCRS_MISSING));
        });
    for (int i = 0; i < parts.pcrs().size(); i++) {
      fields.put("pcr" + i, HEX.formatHex(parts.pcrs().get(i)));
    }
    return fields;
  }

  private boolean hasNo(TpmReason... unwanted) {
    return List.of(unwanted).stream()
        .noneMatch(u -> reasons.stream().anyMatch(r -> r.code().equals(u.code())));
  }

  private static String name(TpmSignature made) {
    return switch (made) {
      case TpmSignature.Rsassa rsassa -> "PKCS1v15";
      case TpmSignature.RsaPss pss -> "PSS";
      case TpmSignature.Ecdsa ecdsa -> "ECDSA";
    };
  }
}
