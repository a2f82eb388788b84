package dev.sealkeep.evidence.svsm;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import dev.sealkeep.evidence.tpm.AttestationKey;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.VtpmQuote;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Everything that was found of one guest's evidence.
 *
 * @param manifest empty if it cannot be read
 * @param endorsementKey empty if it cannot be read
 * @param quote empty if there is none, or no key to hold it against
 * @param reasons what speaks against the evidence but for the quote's qualifying data
 */
record Examination(
    SvsmEvidence parts,
    HardwareAppraisal hardware,
    Optional<ServicesManifest> manifest,
    Optional<TpmPublic> endorsementKey,
    Optional<VtpmKeys.SignedQuote> quote,
    List<Reason> reasons) {
  Examination {
    reasons = List.copyOf(reasons);
  }

  /**
   * The verdict.
   *
   * @param eventLogs candidates that may explain the PCRs
   * @param binding what the quote has to carry, if it matters
   */
  Appraisal conclude(List<byte[]> eventLogs, Optional<Binding> binding) {
    List<Reason> all = new ArrayList<>(reasons);
    if (binding.filter(b -> quote.filter(q -> !carries(q.quote(), b)).isPresent()).isPresent()) {
      all.add(SvsmReason.QUOTE_BINDING_MISMATCH.plain());
    }
    String technology = hardware.technology(TrustAnchors.SVSM_VTPM);
    if (!all.isEmpty() || !(hardware.verdict().orElse(null) instanceof Appraisal.Verified below)) {
      return new Appraisal.Rejected(
          technology, all, new DeferredFields(() -> fields(new LinkedHashMap<>())));
    }
    Map<String, ClaimValue> claims = new HashMap<>(hardware.claims());
    SequencedMap<String, Object> logFields = new LinkedHashMap<>();
    endorsementKey.ifPresent(key -> claims.put("tpm.ek_sha256", digest(key)));
    binding.ifPresent(b -> claims.put("hardware.fresh", new ClaimValue.Bool(true)));
    quote.ifPresent(
        signed -> {
          VtpmQuote found = signed.quote();
          MeasurementLogs explained = MeasurementLogs.explaining(eventLogs, found.registers());
          claims.putAll(found.claims());
          claims.putAll(explained.claims());
          claims.put("tpm.ak_bound_by", new ClaimValue.Symbol(signed.boundBy()));
          logFields.putAll(explained.fields());
        });
    return new Appraisal.Verified(
        technology,
        new ClaimSet(technology, claims),
        new DeferredFields(() -> fields(logFields)),
        below.anchorSpkiSha256());
  }

  /**
   * What is expected of the nonce is expected of the quote through the nonce, whatever its size.
   */
  private boolean carries(VtpmQuote found, Binding binding) {
    return found.carries(binding) || found.carries(new Binding.Transcript(parts.nonce()));
  }

  private static ClaimValue digest(TpmPublic key) {
    return ClaimValue.Bytes.ofHex(new AttestationKey(key.spki(), Optional.of(key)).spkiSha256());
  }

  private SequencedMap<String, Object> fields(SequencedMap<String, Object> logFields) {
    SequencedMap<String, Object> fields = SvsmFields.of(parts, manifest);
    fields.put("manifest_bound_to_report_data", hardware.bound());
    quote.ifPresent(
        signed -> {
          fields.putAll(signed.quote().fields());
          fields.put("ak_bound_by", signed.boundBy());
        });
    fields.putAll(hardware.fields());
    if (!logFields.isEmpty()) {
      fields.put("event_log", logFields);
    }
    return fields;
  }
}
