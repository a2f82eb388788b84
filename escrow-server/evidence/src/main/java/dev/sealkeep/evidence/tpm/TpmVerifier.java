package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.CommonClaims;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.eventlog.Registers;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.logs.MeasurementLogs;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.PathRevocation;
import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Verifies TPM 2.0 quotes. A quote that holds under a key which nothing vouches for is verified
 * with {@code tpm.ak_bound_by} none, which no release accepts. Pure and thread-safe; nothing in it
 * throws on untrusted bytes.
 */
public final class TpmVerifier implements EvidenceVerifier {
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final QuoteCheck quoteCheck;

  /**
   * A verifier.
   *
   * @param anchors for {@code tpm2}: roots of AK certificates, and enrolled attestation keys
   */
  public TpmVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
    this.quoteCheck = new QuoteCheck(checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.TPM2;
  }

  @Override
  public Role role(byte[] blob) {
    if (TpmQuote.isRecognised(blob)
        || JsonEvidence.recognise(blob).isPresent()
        || ProtobufEvidence.recognise(blob).isPresent()) {
      return Role.EVIDENCE;
    }
    return PartsEvidence.isPart(blob) ? Role.AUXILIARY : Role.NONE;
  }

  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (PartsEvidence.readAny(evidence.blob(), evidence.auxiliary())) {
      case Parsed.Refused<TpmEvidence>(Reason reason) ->
          new Appraisal.Rejected(TrustAnchors.TPM2, List.of(reason), new LinkedHashMap<>());
      case Parsed.Accepted<TpmEvidence>(TpmEvidence parts) ->
          appraise(parts, evidence.eventLogs(), context);
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (PartsEvidence.readAny(evidence.blob(), evidence.auxiliary())) {
      case Parsed.Refused<TpmEvidence>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<TpmEvidence>(TpmEvidence parts) ->
          new Parsed.Accepted<>(EvidenceFields.of(parts));
    };
  }

  private Appraisal appraise(TpmEvidence parts, List<byte[]> otherLogs, AppraisalContext context) {
    List<Reason> reasons = new ArrayList<>();
    Optional<PublicKey> key = publicKey(parts, reasons);
    List<CheckedQuote> checked = new ArrayList<>();
    for (TpmEvidence.Quoted quoted : parts.quotes()) {
      CheckedQuote quote = check(quoted, key, context.binding().map(Binding::shortened));
      quote.quote().ifPresent(q -> reasons.addAll(KeyChecks.ofSigner(q, parts)));
      reasons.addAll(quote.reasons());
      checked.add(quote);
    }
    if (quotesABankTwice(parts)) {
      reasons.add(TpmReason.EVIDENCE_BANK_TWICE.plain());
    }
    Optional<KeyBinding> binding = parts.key().map(k -> binding(k, parts, context));
    binding.ifPresent(b -> reasons.addAll(b.reasons()));
    SequencedMap<String, Object> fields = EvidenceFields.of(parts, checked, binding);
    if (!reasons.isEmpty() || binding.isEmpty()) {
      String technology = binding.map(KeyBinding::technology).orElse(TrustAnchors.TPM2);
      return new Appraisal.Rejected(technology, reasons, fields);
    }
    return verified(parts, checked, binding.get(), otherLogs, context, fields);
  }

  private Optional<PublicKey> publicKey(TpmEvidence parts, List<Reason> reasons) {
    if (parts.key().isEmpty()) {
      reasons.add(TpmReason.AK_MISSING.plain());
      return Optional.empty();
    }
    AttestationKey sent = parts.key().get();
    reasons.addAll(KeyChecks.ofAttributes(sent));
    Optional<PublicKey> key = checks.anyKey(sent.spki());
    if (key.isEmpty()) {
      reasons.add(TpmReason.AK_UNSUPPORTED.plain());
    }
    return key;
  }

  private CheckedQuote check(
      TpmEvidence.Quoted quoted, Optional<PublicKey> key, Optional<Binding> binding) {
    Parsed<TpmSignature> signature =
        quoted
            .signature()
            .map(TpmSignature::parse)
            .orElseGet(() -> new Parsed.Refused<>(TpmReason.SIGNATURE_MISSING.plain()));
    return quoteCheck.check(quoted.message(), signature, key, quoted.pcrs(), binding);
  }

  private KeyBinding binding(AttestationKey key, TpmEvidence parts, AppraisalContext context) {
    return KeyBinding.of(key, parts, context, anchors, checks);
  }

  private static boolean quotesABankTwice(TpmEvidence parts) {
    Set<TcgHash> seen = EnumSet.noneOf(TcgHash.class);
    return parts.quotes().stream()
        .flatMap(quoted -> quoted.pcrs().banks().keySet().stream())
        .anyMatch(bank -> !seen.add(bank));
  }

  private static Appraisal verified(
      TpmEvidence parts,
      List<CheckedQuote> checked,
      KeyBinding binding,
      List<byte[]> otherLogs,
      AppraisalContext context,
      SequencedMap<String, Object> fields) {
    PcrValues pcrs =
        parts.quotes().stream()
            .map(TpmEvidence.Quoted::pcrs)
            .reduce(PcrValues.none(), PcrValues::plus);
    Map<String, ClaimValue> claims = new HashMap<>();
    checked.getFirst().quote().ifPresent(q -> claims.putAll(QuoteClaims.of(q, pcrs)));
    claims.put("tpm.ak_bound_by", new ClaimValue.Symbol(binding.by().word()));
    if (binding.by() != KeyBinding.By.NONE) {
      parts
          .endorsementKey()
          .map(ek -> AttestationKey.spkiSha256(ek.spki()))
          .or(
              () ->
                  parts
                      .key()
                      .flatMap(key -> KeyBinding.activated(key, context))
                      .map(ActivatedKey::ekSpkiSha256))
          .ifPresent(digest -> claims.put("tpm.ek_sha256", ClaimValue.Bytes.ofHex(digest)));
    }
    binding.revocation().ifPresent(lists -> claims.putAll(claims(lists, context.at())));
    CommonClaims.addTo(claims, context.at(), binding.certificates());
    List<byte[]> logs = new ArrayList<>(parts.eventLogs());
    logs.addAll(otherLogs);
    explanation(logs, pcrs)
        .ifPresent(
            explained -> {
              claims.putAll(explained.claims());
              fields.put("event_log", explained.fields());
            });
    return new Appraisal.Verified(
        binding.technology(),
        new ClaimSet(binding.technology(), claims),
        fields,
        binding.anchorSpkiSha256());
  }

  private static Map<String, ClaimValue> claims(PathRevocation lists, Instant at) {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("crl.present", new ClaimValue.Bool(lists.present()));
    claims.put("crl.fresh", new ClaimValue.Bool(lists.freshAt(at)));
    lists.ageAt(at).ifPresent(age -> claims.put("collateral.age", new ClaimValue.Span(age)));
    return claims;
  }

  /** Logs are held against the SHA-256 bank, or where it is not quoted against SHA-384. */
  static Optional<MeasurementLogs> explanation(List<byte[]> logs, PcrValues pcrs) {
    if (logs.isEmpty()) {
      return Optional.empty();
    }
    if (pcrs.banks().containsKey(TcgHash.SHA256)) {
      return Optional.of(explain(logs, Registers.Kind.PCR_SHA256, pcrs, TcgHash.SHA256));
    }
    return pcrs.banks().containsKey(TcgHash.SHA384)
        ? Optional.of(explain(logs, Registers.Kind.PCR_SHA384, pcrs, TcgHash.SHA384))
        : Optional.empty();
  }

  private static MeasurementLogs explain(
      List<byte[]> logs, Registers.Kind kind, PcrValues pcrs, TcgHash bank) {
    return MeasurementLogs.explaining(
        logs, new Registers(kind, pcrs.banks().getOrDefault(bank, new TreeMap<>())));
  }
}
