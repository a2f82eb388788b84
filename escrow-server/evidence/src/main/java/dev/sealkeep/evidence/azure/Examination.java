package dev.sealkeep.evidence.azure;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import dev.sealkeep.evidence.tpm.TpmQuote;
import dev.sealkeep.evidence.vtpm.HardwareAppraisal;
import dev.sealkeep.evidence.vtpm.VtpmQuote;
import dev.sealkeep.policy.claim.ClaimSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Everything that was found of one VM's evidence.
 *
 * @param tdQuote the TD quote that came with it
 * @param runtime empty if it cannot be read
 * @param quote empty if there is none, or no key to hold it against
 * @param reasons what speaks against the evidence but for its binding
 */
record Examination(
    HclReport report,
    Optional<byte[]> tdQuote,
    HardwareAppraisal hardware,
    Optional<RuntimeData> runtime,
    Optional<VtpmQuote> quote,
    List<Reason> reasons) {
  Examination {
    reasons = List.copyOf(reasons);
  }

  /**
   * The verdict.
   *
   * @param eventLogs candidates that may explain the PCRs
   * @param binding what the evidence has to carry, if it matters
   */
  Appraisal conclude(List<byte[]> eventLogs, Optional<Binding> binding) {
    boolean byQuote = binding.filter(b -> quote.filter(q -> q.carries(b)).isPresent()).isPresent();
    boolean byUserData =
        binding.filter(b -> runtime.filter(r -> r.carries(b)).isPresent()).isPresent();
    List<Reason> all = new ArrayList<>(reasons);
    if (!byQuote && !byUserData) {
      binding.map(this::mismatch).ifPresent(all::add);
    }
    String technology = hardware.technology(TrustAnchors.AZURE_VTPM);
    if (!all.isEmpty() || !(hardware.verdict().orElse(null) instanceof Appraisal.Verified below)) {
      return new Appraisal.Rejected(
          technology, all, new DeferredFields(() -> fields(new LinkedHashMap<>())));
    }
    AzureClaims claims = new AzureClaims(hardware);
    runtime.ifPresent(claims::addRuntime);
    binding.ifPresent(b -> claims.addFreshness(byUserData));
    SequencedMap<String, Object> logFields = new LinkedHashMap<>();
    if (binding.isEmpty() || byQuote) {
      quote.ifPresent(
          q -> {
            MeasurementLogs explanation = MeasurementLogs.explaining(eventLogs, q.registers());
            claims.addQuote(q);
            claims.addAll(explanation.claims());
            logFields.putAll(explanation.fields());
          });
    }
    return new Appraisal.Verified(
        technology,
        new ClaimSet(technology, claims.all()),
        new DeferredFields(() -> fields(logFields)),
        below.anchorSpkiSha256());
  }

  private Reason mismatch(Binding expected) {
    HexFormat hex = HexFormat.of();
    return AzureReason.BINDING_MISMATCH.because(
        "The quote's qualifying data is "
            + quote
                .flatMap(VtpmQuote::quote)
                .map(TpmQuote::extraData)
                .map(hex::formatHex)
                .orElse("not known")
            + " and the user data "
            + runtime.map(RuntimeData::userData).map(hex::formatHex).orElse("not known")
            + ", expected was "
            + expected.shortened()
            + " or "
            + expected
            + ".");
  }

  private SequencedMap<String, Object> fields(SequencedMap<String, Object> logFields) {
    SequencedMap<String, Object> fields = AzureFields.of(report, runtime);
    fields.put("var_data_bound_to_report_data", hardware.bound());
    fields.put("bound", hardware.bound());
    quote.ifPresent(q -> fields.putAll(q.fields()));
    fields.putAll(hardware.fields());
    tdQuote
        .map(new TdReportStruct(report.hardwareReport())::hasReportDataOf)
        .ifPresent(equal -> fields.put("td_report_data_equals_tdreport", equal));
    if (!logFields.isEmpty()) {
      fields.put("event_log", logFields);
    }
    return fields;
  }
}
