package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One candidate certificate held against a report.
 *
 * @param key the candidate
 * @param standing its chain, if every signature verified
 * @param reasons what speaks against the candidate; not empty without a chain
 */
record Attempt(EndorsementKey key, Optional<Standing> standing, List<Reason> reasons) {
  /**
   * A chain at the time of verification.
   *
   * @param revocation what the revocation lists say of it then
   * @param at that time
   */
  record Standing(VerifiedChain chain, Revocation revocation, Instant at) {}

  Attempt {
    reasons = List.copyOf(reasons);
    if (standing.isEmpty() && reasons.isEmpty()) {
      throw new IllegalArgumentException("an attempt without a chain needs a reason");
    }
  }

  /** The verdict, with what speaks against the report itself. */
  Appraisal conclude(SnpReport report, List<Reason> objections) {
    SequencedMap<String, Object> fields = new DeferredFields(() -> fields(report));
    List<Reason> all = new ArrayList<>(objections);
    all.addAll(reasons);
    if (standing.isEmpty()) {
      return new Appraisal.Rejected(TrustAnchors.AMD_SEV_SNP, all, fields);
    }
    VerifiedChain chain = standing.get().chain();
    return all.isEmpty()
        ? new Appraisal.Verified(
            chain.anchor().technology(),
            SnpClaims.of(report, chain, standing.get().revocation(), standing.get().at()),
            fields,
            chain.root().spkiSha256())
        : new Appraisal.Rejected(chain.anchor().technology(), all, fields);
  }

  private SequencedMap<String, Object> fields(SnpReport report) {
    SequencedMap<String, Object> fields = SnpFields.of(report);
    standing
        .map(s -> s.chain().product())
        .or(key::issuerProduct)
        .ifPresent(product -> fields.put("product", product.tag()));
    fields.put("endorsement_key_cert", SnpFields.of(key));
    standing.ifPresent(s -> fields.put("crl", s.revocation().fields()));
    return fields;
  }
}
