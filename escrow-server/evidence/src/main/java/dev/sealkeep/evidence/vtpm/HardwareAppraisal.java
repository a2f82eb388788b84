package dev.sealkeep.evidence.vtpm;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is known of the hardware below a virtual TPM.
 *
 * @param prefix what the names of its claims begin with: {@code snp.} or {@code tdx.}
 * @param verdict of the hardware's own verifier; empty if there is nothing to ask it about
 * @param objections what speaks against the hardware report beyond that verdict; not empty without
 *     a verdict
 * @param bound whether the report data is what it has to be
 */
public record HardwareAppraisal(
    String prefix, Optional<Appraisal> verdict, List<Reason> objections, boolean bound) {
  private static final String SNP = "snp.";
  private static final String ENDORSEMENT_KEY = "endorsement_key_cert";

  /** Copies the list; refuses to have neither a verdict nor an objection. */
  public HardwareAppraisal {
    objections = List.copyOf(objections);
    if (verdict.isEmpty() && objections.isEmpty()) {
      throw new IllegalArgumentException("without a verdict there has to be an objection");
    }
  }

  /** Everything that speaks against the hardware. */
  public List<Reason> reasons() {
    List<Reason> reasons = new ArrayList<>(objections);
    if (verdict.orElse(null) instanceof Appraisal.Rejected rejected) {
      reasons.addAll(rejected.reasons());
    }
    return reasons;
  }

  /**
   * The hardware's claims behind the prefix, those of every technology under their own names: the
   * vTPM is as good as the hardware; empty unless it verified.
   */
  public Map<String, ClaimValue> claims() {
    Map<String, ClaimValue> claims = new HashMap<>();
    if (verdict.orElse(null) instanceof Appraisal.Verified verified) {
      verified
          .claims()
          .claims()
          .forEach(
              (name, value) -> claims.put(CommonClaims.isOne(name) ? name : prefix + name, value));
    }
    return claims;
  }

  /**
   * The tag of the whole: it follows the root that the hardware verified under (invariant 10).
   *
   * @param format the tag on a vendor's root
   */
  public String technology(String format) {
    boolean simulated = verdict.filter(v -> TrustAnchors.isSimulated(v.technology())).isPresent();
    return simulated ? TrustAnchors.simulated(format) : format;
  }

  /**
   * What the hardware's verifier read: {@code snp}, {@code snp_signature_ok} and {@code vcek}, or
   * {@code td_quote}.
   */
  public SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    verdict.ifPresent(
        appraisal -> {
          if (prefix.equals(SNP)) {
            addSnp(fields, appraisal);
          } else {
            fields.put("td_quote", appraisal.fields());
          }
        });
    return fields;
  }

  private static void addSnp(SequencedMap<String, Object> fields, Appraisal appraisal) {
    SequencedMap<String, Object> report = new LinkedHashMap<>(appraisal.fields());
    Optional<Object> key = Optional.ofNullable(report.remove(ENDORSEMENT_KEY));
    fields.put("snp", report);
    key.ifPresent(
        certificate -> {
          fields.put("snp_signature_ok", signatureHolds(appraisal));
          fields.put("vcek", certificate);
        });
  }

  private static boolean signatureHolds(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> true;
      case Appraisal.Rejected rejected ->
          rejected.reasons().stream()
              .map(Reason::code)
              .noneMatch(
                  code ->
                      code.startsWith("snp.signature.")
                          || code.equals("snp.report.chip_key_masked"));
    };
  }
}
