package dev.sealkeep.evidence.snp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.EventLog;
import dev.sealkeep.evidence.ima.ImaExplanation;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Verifies SEV-SNP evidence. Pure but for its caches, which change the cost and never the result:
 * what they hold is keyed by digests of everything it was computed from. Validity in time and
 * revocation are decided anew on each call. Thread-safe; nothing in it throws on untrusted bytes.
 *
 * <p>With a cached chain a verification costs about one P-384 signature check.
 */
public final class SnpVerifier implements EvidenceVerifier {
  private static final int MAX_LEAVES = 4;
  private static final int MAX_CACHED_CHAINS = 4096;
  private static final int MAX_CACHED_COLLATERALS = 4096;
  private static final int MAX_CACHED_AUXILIARY_BYTES = 16 * 1024 * 1024;

  private final SignatureChecks checks;
  private final ChainResolver resolver;
  private final Cache<ChainKey, VerifiedChain> chains =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_CHAINS).build();
  private final Cache<String, CandidatePool> suppliedPools =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_COLLATERALS).build();
  private final Cache<String, WeighedPool> conveyedPools =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_AUXILIARY_BYTES)
          .weigher((String digest, WeighedPool pool) -> pool.bytes())
          .build();

  private record ChainKey(String leaf, String conveyed, String supplied) {}

  private record WeighedPool(CandidatePool pool, Optional<Reason> malformed, int bytes) {}

  /** A verifier that trusts these roots and checks signatures with the fastest provider. */
  public SnpVerifier(TrustAnchors anchors) {
    this(anchors, SignatureChecks.fastest());
  }

  /** A verifier that checks signatures with a given provider. */
  public SnpVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.checks = checks;
    this.resolver = new ChainResolver(anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.AMD_SEV_SNP;
  }

  @Override
  public Role role(byte[] blob) {
    if (CertificateTable.isRecognised(blob)) {
      return Role.AUXILIARY;
    }
    // The header of a CCEL begins like a report of version 1, and a list of IMA like one of 10.
    boolean report =
        SnpReport.isRecognised(blob)
            && !EventLog.isCryptoAgile(blob)
            && !ImaExplanation.isList(blob);
    return report || blob.length == SnpReport.BYTES ? Role.EVIDENCE : Role.NONE;
  }

  /**
   * Appraises a report.
   *
   * @param evidence the report: 1184 bytes, bare or in its MSG_REPORT_RSP envelope, with any bytes
   *     behind it, at most 4096 in all; beside it what the host gave: certificate tables, DER or
   *     PEM certificates, at most 64 KiB each
   * @return every reason that was found, not only the first
   */
  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (SnpReport.parse(evidence.blob())) {
      case Parsed.Refused<SnpReport>(Reason reason) -> unreadable(reason);
      case Parsed.Accepted<SnpReport>(SnpReport report) -> {
        WeighedPool conveyed = conveyed(evidence.auxiliary());
        var candidates =
            new ChainResolver.Candidates(conveyed.pool(), supplied(context.collateral()));
        List<Reason> objections = ReportChecks.of(report, context.binding());
        yield bestOf(report, candidates, context.at())
            .map(attempt -> attempt.conclude(report, objections))
            .orElseGet(() -> withoutKey(report, objections, candidates, conveyed.malformed()));
      }
    };
  }

  /**
   * {@inheritDoc} The chain and the revocation list of the key that signed, and its VCEK unless the
   * host gave the one that the report calls for. A VLEK is not published.
   */
  @Override
  public List<CollateralId> needs(Evidence evidence) {
    return switch (SnpReport.parse(evidence.blob())) {
      case Parsed.Refused<SnpReport> refused -> List.of();
      case Parsed.Accepted<SnpReport>(SnpReport report) ->
          SnpNeeds.of(report, conveyed(evidence.auxiliary()).pool());
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (SnpReport.parse(evidence.blob())) {
      case Parsed.Refused<SnpReport>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<SnpReport>(SnpReport report) -> {
        SequencedMap<String, Object> fields = SnpFields.of(report);
        report
            .cpuid()
            .flatMap(c -> Product.ofCpuid(c.family(), c.model()))
            .ifPresent(p -> fields.put("product", p.tag()));
        yield new Parsed.Accepted<>(fields);
      }
    };
  }

  /**
   * Appraises certificates without a report: each VCEK and VLEK among them, or if there are none
   * each ASK, ASVK and ARK, up to a pinned root.
   */
  @Override
  public Optional<Appraisal> verifyCertificates(Collateral certificates, AppraisalContext context) {
    return new ChainAppraisal(resolver, context.at())
        .of(
            new ChainResolver.Candidates(
                CandidatePool.of(certificates), supplied(context.collateral())));
  }

  private static Appraisal unreadable(Reason reason) {
    return new Appraisal.Rejected(TrustAnchors.AMD_SEV_SNP, List.of(reason), new LinkedHashMap<>());
  }

  private CandidatePool supplied(Collateral collateral) {
    return suppliedPools.get(collateral.digest(), digest -> CandidatePool.of(collateral));
  }

  private WeighedPool conveyed(List<byte[]> auxiliary) {
    MessageDigest sha256 = Certificate.sha256Digest();
    for (byte[] blob : auxiliary) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(blob.length).array());
      sha256.update(blob);
    }
    return conveyedPools.get(HexFormat.of().formatHex(sha256.digest()), d -> read(auxiliary));
  }

  private static WeighedPool read(List<byte[]> auxiliary) {
    Collateral bag = Collateral.none();
    Optional<Reason> malformed = Optional.empty();
    int bytes = 1024;
    for (byte[] blob : auxiliary) {
      switch (CertificateTable.parseAuxiliary(blob)) {
        case Parsed.Accepted<Collateral>(Collateral content) -> {
          bag = bag.plus(content);
          bytes += blob.length;
        }
        case Parsed.Refused<Collateral>(Reason reason) -> malformed = Optional.of(reason);
      }
    }
    return new WeighedPool(CandidatePool.of(bag), malformed, bytes);
  }

  private record Candidate(EndorsementKey key, int distance) {}

  /** The attempt without objection, or the one with the fewest; empty without any candidate. */
  private Optional<Attempt> bestOf(
      SnpReport report, ChainResolver.Candidates candidates, Instant at) {
    EndorsementMatch match = new EndorsementMatch(report);
    Optional<Attempt> best = Optional.empty();
    for (EndorsementKey key : likeliestFirst(report, match, candidates)) {
      Attempt attempt = attempt(report, key, match.reasons(key), candidates, at);
      if (attempt.reasons().isEmpty()) {
        return Optional.of(attempt);
      }
      if (best.filter(b -> b.reasons().size() <= attempt.reasons().size()).isEmpty()) {
        best = Optional.of(attempt);
      }
    }
    return best;
  }

  /** The keys of the kind that signed, those nearest to the report first. */
  private static List<EndorsementKey> likeliestFirst(
      SnpReport report, EndorsementMatch match, ChainResolver.Candidates candidates) {
    Optional<SigningKey> kind = report.keyInfo().signingKey();
    return Stream.of(candidates.conveyed(), candidates.supplied())
        .flatMap(pool -> pool.endorsementKeys().stream())
        .filter(key -> kind.equals(Optional.of(key.kind())))
        .map(key -> new Candidate(key, match.distance(key)))
        .sorted(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::key)
        .distinct()
        .limit(MAX_LEAVES)
        .toList();
  }

  private Attempt attempt(
      SnpReport report,
      EndorsementKey key,
      List<Reason> differences,
      ChainResolver.Candidates candidates,
      Instant at) {
    List<Reason> reasons = new ArrayList<>();
    ChainResolver.Outcome outcome = chain(key, candidates);
    signature(report, publicKey(key, outcome)).ifPresent(reasons::add);
    reasons.addAll(differences);
    return switch (outcome) {
      case ChainResolver.Outcome.Broken(int progress, Reason reason) -> {
        reasons.add(reason);
        yield new Attempt(key, Optional.empty(), reasons);
      }
      case ChainResolver.Outcome.Resolved(VerifiedChain resolved) -> {
        Revocation revocation = Revocation.of(resolved, at);
        reasons.addAll(resolved.untimely(at));
        reasons.addAll(revocation.revoked());
        yield new Attempt(
            key, Optional.of(new Attempt.Standing(resolved, revocation, at)), reasons);
      }
    };
  }

  /** The key of a resolved chain is ready for use; a broken chain's is read for its own sake. */
  private Optional<PublicKey> publicKey(EndorsementKey key, ChainResolver.Outcome outcome) {
    return switch (outcome) {
      case ChainResolver.Outcome.Resolved(VerifiedChain chain) ->
          chain.leaf().map(VerifiedChain.Leaf::publicKey);
      case ChainResolver.Outcome.Broken broken ->
          checks.p384Key(key.certificate().subjectPublicKeyInfo());
    };
  }

  private Optional<Reason> signature(SnpReport report, Optional<PublicKey> key) {
    if (report.keyInfo().chipKeyMasked()) {
      return Optional.empty();
    }
    return switch (ReportSignature.der(report)) {
      case Parsed.Refused<byte[]>(Reason reason) -> Optional.of(reason);
      case Parsed.Accepted<byte[]>(byte[] der) ->
          key.filter(k -> checks.ecdsaP384(k, report.rawBytes(), SnpReport.SIGNED_BYTES, der))
              .map(good -> Optional.<Reason>empty())
              .orElseGet(() -> Optional.of(SnpReason.SIGNATURE_INVALID.plain()));
    };
  }

  private ChainResolver.Outcome chain(EndorsementKey key, ChainResolver.Candidates candidates) {
    ChainKey id =
        new ChainKey(
            key.certificate().sha256(),
            candidates.conveyed().digest(),
            candidates.supplied().digest());
    VerifiedChain cached = chains.getIfPresent(id);
    if (cached != null) {
      return new ChainResolver.Outcome.Resolved(cached);
    }
    ChainResolver.Outcome outcome = resolver.ofLeaf(key, candidates);
    if (outcome instanceof ChainResolver.Outcome.Resolved(VerifiedChain resolved)) {
      chains.put(id, resolved);
    }
    return outcome;
  }

  private static Appraisal withoutKey(
      SnpReport report,
      List<Reason> objections,
      ChainResolver.Candidates candidates,
      Optional<Reason> malformedAuxiliary) {
    List<Reason> reasons = new ArrayList<>(objections);
    malformedAuxiliary.ifPresent(reasons::add);
    reasons.addAll(candidates.conveyed().malformed());
    reasons.addAll(candidates.supplied().malformed());
    report
        .keyInfo()
        .signingKey()
        .ifPresent(
            kind ->
                reasons.add(
                    SnpReason.CHAIN_INCOMPLETE.because(
                        "The report is signed by a "
                            + kind.tag().toUpperCase(Locale.ROOT)
                            + ", whose certificate was not supplied.")));
    return new Appraisal.Rejected(
        TrustAnchors.AMD_SEV_SNP, reasons, new DeferredFields(() -> SnpFields.of(report)));
  }
}
