package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Appraisal;
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
 * @param chain its chain, if every signature verified
 * @param at the time of verification
 * @param reasons what speaks against the candidate; not empty without a chain
 */
record Attempt(
    EndorsementKey key, Optional<VerifiedChain> chain, Instant at, List<Reason> reasons) {
  Attempt {
    reasons = List.copyOf(reasons);
    if (chain.isEmpty() && reasons.isEmpty()) {
      throw new IllegalArgumentException("an attempt without a chain needs a reason");
    }
  }

  /** The verdict, with what speaks against the report itself. */
  Appraisal conclude(SnpReport report, List<Reason> objections) {
    SequencedMap<String, Object> fields = SnpFields.of(report);
    chain
        .map(VerifiedChain::product)
        .or(key::issuerProduct)
        .ifPresent(product -> fields.put("product", product.tag()));
    fields.put("endorsement_key_cert", SnpFields.of(key));
    List<Reason> all = new ArrayList<>(objections);
    all.addAll(reasons);
    if (chain.isEmpty()) {
      return new Appraisal.Rejected(TrustAnchors.AMD_SEV_SNP, all, fields);
    }
    VerifiedChain verified = chain.get();
    Revocation revocation = Revocation.of(verified, at);
    fields.put("crl", revocation.fields());
    return all.isEmpty()
        ? new Appraisal.Verified(
            verified.anchor().technology(),
            SnpClaims.of(report, verified, revocation),
            fields,
            verified.root().spkiSha256())
        : new Appraisal.Rejected(verified.anchor().technology(), all, fields);
  }
}
