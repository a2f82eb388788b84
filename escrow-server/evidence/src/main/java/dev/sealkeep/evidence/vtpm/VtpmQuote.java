package dev.sealkeep.evidence.vtpm;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tpm.CheckedQuote;
import dev.sealkeep.evidence.tpm.PcrValues;
import dev.sealkeep.evidence.tpm.QuoteCheck;
import dev.sealkeep.evidence.tpm.QuoteClaims;
import dev.sealkeep.evidence.tpm.TpmQuote;
import dev.sealkeep.evidence.tpm.TpmReason;
import dev.sealkeep.evidence.tpm.TpmSignature;
import dev.sealkeep.policy.claim.ClaimValue;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * A quote held against a key.
 *
 * @param parts as they were conveyed
 * @param quote as far as it can be read
 * @param pcrs the values beside it; they are the ones that it covers if there are no reasons
 * @param reasons what speaks against it
 */
public record VtpmQuote(
    QuoteParts parts, Optional<TpmQuote> quote, PcrValues pcrs, List<Reason> reasons) {
  private static final HexFormat HEX = HexFormat.of();

  /** Copies the list. */
  public VtpmQuote {
    reasons = List.copyOf(reasons);
  }

  /**
   * Checks signature and PCR values of a quote.
   *
   * @param key made by {@code checks}
   */
  public static VtpmQuote check(QuoteParts parts, PublicKey key, SignatureChecks checks) {
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

  /** What it says, and of each PCR what it covers; meaningless while there are reasons. */
  public Map<String, ClaimValue> claims() {
    return quote.map(q -> QuoteClaims.of(q, pcrs)).orElse(Map.of());
  }

  /** The values of the SHA-256 bank, for event logs. */
  public Registers registers() {
    SortedMap<Integer, byte[]> bank = pcrs.banks().get(TcgHash.SHA256);
    return new Registers(Registers.Kind.PCR_SHA256, bank == null ? Map.of() : bank);
  }

  /** Whether the qualifying data carries a binding, shortened as TPMs need it. */
  public boolean carries(Binding binding) {
    return quote.filter(q -> binding.shortened().isIn(q.extraData())).isPresent();
  }

  /**
   * For display: {@code tpm_signature} if it verifies, {@code tpm_extra_data}, {@code
   * tpm_pcr_selection}, {@code pcr_digest_ok}, {@code pcr0} and so on.
   */
  public SequencedMap<String, Object> fields() {
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
    fields.putAll(parts.pcrFields());
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
