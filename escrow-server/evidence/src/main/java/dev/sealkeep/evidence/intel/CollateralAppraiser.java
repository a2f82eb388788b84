package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.PathRevocation;
import dev.sealkeep.policy.claim.ClaimSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Appraises collateral that came without a quote: signed documents if there are any, otherwise
 * Intel's certificates. It makes no claims; the verdict is what counts.
 */
public final class CollateralAppraiser {
  private static final Set<String> NAMES =
      Set.of(
          "Intel SGX Root CA",
          "Intel SGX PCK Platform CA",
          "Intel SGX PCK Processor CA",
          "Intel SGX TCB Signing",
          "Intel SGX PCK Certificate");

  private final QuoteAppraiser quotes;
  private final String technology;

  /** An appraiser of collateral for quotes of one technology. */
  public CollateralAppraiser(QuoteAppraiser quotes, String technology) {
    this.quotes = quotes;
    this.technology = technology;
  }

  /** The verdict on the documents for this technology's kind; empty if there is none of these. */
  public Optional<Appraisal> documents(Collateral conveyed, AppraisalContext context) {
    CollateralPool pool = quotes.pool(conveyed.plus(context.collateral()));
    boolean concerned =
        authentic(pool).anyMatch(a -> quotes.isFor(a.document()))
            && !quotes.pool(conveyed).isWithoutDocuments();
    return concerned ? Optional.of(ofDocuments(pool, context.at())) : Optional.empty();
  }

  /** The verdict on any documents, and without any on certificates; empty without either. */
  public Optional<Appraisal> any(Collateral conveyed, AppraisalContext context) {
    if (!quotes.pool(conveyed).isWithoutDocuments()) {
      return Optional.of(
          ofDocuments(quotes.pool(conveyed.plus(context.collateral())), context.at()));
    }
    List<Appraisal> verdicts =
        conveyed.certificates().stream()
            .filter(c -> c.subjectCommonName().filter(NAMES::contains).isPresent())
            .map(c -> ofCertificate(c, conveyed.plus(context.collateral()), context.at()))
            .toList();
    return verdicts.stream()
        .filter(v -> v instanceof Appraisal.Rejected)
        .findFirst()
        .or(() -> verdicts.stream().findFirst());
  }

  private static Stream<Authenticated<? extends SignedCollateral>> authentic(CollateralPool pool) {
    return Stream.concat(
        pool.tcbInfos().authentic().stream(), pool.qeIdentities().authentic().stream());
  }

  private Appraisal ofDocuments(CollateralPool pool, Instant at) {
    List<Reason> reasons = new ArrayList<>(pool.tcbInfos().refused());
    reasons.addAll(pool.qeIdentities().refused());
    authentic(pool).forEach(a -> reasons.addAll(a.faultsAt(at)));
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    authentic(pool)
        .map(a -> a.document().lifetime())
        .max(Lifetime::compareTo)
        .ifPresent(l -> fields.put("tcbEvaluationDataNumber", l.evaluationDataNumber()));
    fields.put("tcb_infos", pool.tcbInfos().authentic().size());
    fields.put("qe_identities", pool.qeIdentities().authentic().size());
    return authentic(pool)
        .findFirst()
        .map(a -> conclude(a.signers().getFirst().path(), reasons, fields))
        .orElseGet(() -> new Appraisal.Rejected(technology, reasons, fields));
  }

  private Appraisal ofCertificate(Certificate certificate, Collateral all, Instant at) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("subject", "CN=" + certificate.displayName());
    fields.put("sha256", certificate.sha256());
    return switch (quotes.finder().find(certificate, all.certificates())) {
      case CertificatePathFinder.Outcome.Broken(PathFault fault) ->
          new Appraisal.Rejected(technology, List.of(PathReasons.of(fault)), fields);
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> {
        List<Reason> reasons = new ArrayList<>(PathReasons.of(path.faultsAt(at)));
        reasons.addAll(
            PathReasons.of(
                PathRevocation.of(path, all.revocationLists(), quotes.checks()).faults()));
        yield conclude(path, reasons, fields);
      }
    };
  }

  private Appraisal conclude(
      CertificatePath path, List<Reason> reasons, SequencedMap<String, Object> fields) {
    String root = path.root().spkiSha256();
    String tag = quotes.anchor(root).map(TrustAnchors.Anchor::technology).orElse(technology);
    return reasons.isEmpty()
        ? new Appraisal.Verified(tag, new ClaimSet(tag, Map.of()), fields, root)
        : new Appraisal.Rejected(tag, reasons, fields);
  }
}
