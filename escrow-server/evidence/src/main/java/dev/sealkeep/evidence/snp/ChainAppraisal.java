package dev.sealkeep.evidence.snp;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Appraises certificates that come without a report; see {@link SnpVerifier#verifyCertificates}.
 */
final class ChainAppraisal {
  private final ChainResolver resolver;
  private final Instant at;

  ChainAppraisal(ChainResolver resolver, Instant at) {
    this.resolver = resolver;
    this.at = at;
  }

  /** The verdict on what was conveyed: the first rejection, or else the first acceptance. */
  Optional<Appraisal> of(ChainResolver.Candidates candidates) {
    CandidatePool subject = candidates.conveyed();
    if (!subject.malformed().isEmpty()) {
      return Optional.of(
          new Appraisal.Rejected(
              TrustAnchors.AMD_SEV_SNP, subject.malformed(), new LinkedHashMap<>()));
    }
    List<Appraisal> verdicts = new ArrayList<>();
    for (EndorsementKey key : subject.endorsementKeys()) {
      verdicts.add(conclude(keyFields(key), mismatch(key), resolver.ofLeaf(key, candidates)));
    }
    if (verdicts.isEmpty()) {
      for (Certificate authority : subject.authorities()) {
        resolver
            .ofAuthority(authority, candidates)
            .map(outcome -> conclude(authorityFields(authority), List.of(), outcome))
            .ifPresent(verdicts::add);
      }
    }
    return verdicts.stream()
        .filter(v -> v instanceof Appraisal.Rejected)
        .findFirst()
        .or(() -> verdicts.stream().findFirst());
  }

  private static List<Reason> mismatch(EndorsementKey key) {
    boolean agrees =
        key.issuerProduct().isEmpty() || key.issuerProduct().equals(key.namedProduct());
    return agrees
        ? List.of()
        : List.of(
            SnpReason.PRODUCT_MISMATCH.because(
                "The certificate names " + key.productName() + " under another product line."));
  }

  private static SequencedMap<String, Object> keyFields(EndorsementKey key) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    key.issuerProduct().ifPresent(product -> fields.put("product", product.tag()));
    fields.put("endorsement_key_cert", SnpFields.of(key));
    return fields;
  }

  private static SequencedMap<String, Object> authorityFields(Certificate authority) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("authority_cert", SnpFields.of(authority));
    return fields;
  }

  private Appraisal conclude(
      SequencedMap<String, Object> fields,
      List<Reason> differences,
      ChainResolver.Outcome outcome) {
    List<Reason> reasons = new ArrayList<>(differences);
    return switch (outcome) {
      case ChainResolver.Outcome.Broken(int progress, Reason reason) -> {
        reasons.add(reason);
        yield new Appraisal.Rejected(TrustAnchors.AMD_SEV_SNP, reasons, fields);
      }
      case ChainResolver.Outcome.Resolved(VerifiedChain chain) -> {
        Revocation revocation = Revocation.of(chain, at);
        reasons.addAll(chain.untimely(at));
        reasons.addAll(revocation.revoked());
        fields.put("crl", revocation.fields());
        String technology = chain.anchor().technology();
        yield reasons.isEmpty()
            ? new Appraisal.Verified(
                technology, SnpClaims.of(chain, revocation, at), fields, chain.root().spkiSha256())
            : new Appraisal.Rejected(technology, reasons, fields);
      }
    };
  }
}
