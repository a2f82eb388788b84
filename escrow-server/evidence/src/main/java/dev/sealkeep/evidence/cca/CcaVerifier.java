package dev.sealkeep.evidence.cca;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseKey;
import dev.sealkeep.evidence.cose.CoseSign1;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.BarePublicKey;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Verifies Arm CCA tokens (draft-ffm-rats-cca-token, section 6): the platform token under a pinned
 * platform attestation key, the realm token under the realm attestation key in it, and that the
 * platform token names that key. The security lifecycle is a claim, not a verdict.
 *
 * <p>A platform attestation key comes as a bare public key, or as that of a certificate, among the
 * collateral or beside the evidence; only the pin of the key itself gives it authority.
 */
public final class CcaVerifier implements EvidenceVerifier {
  /** Keys that are not pinned are tried for the reason alone, those that are as often as needed. */
  private static final int MAX_STRANGERS_TRIED = 8;

  private final TrustAnchors anchors;
  private final SignatureChecks checks;

  /** A verifier that trusts these platform keys. */
  public CcaVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
  }

  @Override
  public String technology() {
    return TrustAnchors.ARM_CCA;
  }

  @Override
  public Role role(byte[] blob) {
    return CcaToken.isRecognised(blob) ? Role.EVIDENCE : Role.NONE;
  }

  /**
   * Appraises a token.
   *
   * @param evidence the token, at most 16 KiB; beside it candidates for the platform key, in PEM or
   *     DER
   */
  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (CcaToken.parse(evidence.blob())) {
      case Parsed.Refused<CcaToken>(Reason reason) ->
          new Appraisal.Rejected(technology(), List.of(reason), new LinkedHashMap<>());
      case Parsed.Accepted<CcaToken>(CcaToken token) ->
          appraise(token, candidates(evidence, context), context);
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (CcaToken.parse(evidence.blob())) {
      case Parsed.Refused<CcaToken>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<CcaToken>(CcaToken token) -> {
        List<Reason> ignored = new ArrayList<>();
        yield new Parsed.Accepted<>(
            CcaFields.of(
                read(PlatformToken.parse(token.platform().payload()), ignored),
                read(RealmToken.parse(token.realm().payload()), ignored)));
      }
    };
  }

  /** The keys that may have signed, those that are pinned first. */
  private List<BarePublicKey> candidates(Evidence evidence, AppraisalContext context) {
    Collateral all = Collateral.of(evidence.auxiliary()).plus(context.collateral());
    Map<Boolean, List<BarePublicKey>> byPin =
        Stream.concat(all.publicKeys().stream(), all.certificates().stream().map(BarePublicKey::of))
            .distinct()
            .collect(Collectors.partitioningBy(key -> anchor(key).isPresent()));
    return Stream.concat(
            byPin.getOrDefault(true, List.of()).stream(),
            byPin.getOrDefault(false, List.of()).stream().limit(MAX_STRANGERS_TRIED))
        .toList();
  }

  private Optional<TrustAnchors.Anchor> anchor(BarePublicKey key) {
    return anchors.find(technology(), key.spkiSha256());
  }

  private Appraisal appraise(
      CcaToken token, List<BarePublicKey> candidates, AppraisalContext context) {
    Optional<Binding> binding = context.binding();
    List<Reason> reasons = new ArrayList<>();
    Optional<PlatformToken> platform =
        read(PlatformToken.parse(token.platform().payload()), reasons);
    Optional<RealmToken> realm = read(RealmToken.parse(token.realm().payload()), reasons);
    Optional<BarePublicKey> signer = signer(token.platform(), candidates, reasons);
    boolean realmSigned = isRealmSigned(token.realm(), reasons);
    boolean bound = platform.flatMap(p -> realm.filter(r -> isBound(p, r))).isPresent();
    if (!bound && platform.isPresent() && realm.isPresent()) {
      reasons.add(CcaReason.REALM_KEY_UNBOUND.plain());
    }
    if (realm.isPresent() && binding.filter(b -> !b.isIn(realm.get().challenge())).isPresent()) {
      reasons.add(CcaReason.CHALLENGE_MISMATCH.plain());
    }
    SequencedMap<String, Object> fields =
        new DeferredFields(
            () -> withVerdicts(signer.isPresent(), realmSigned, bound, platform, realm));
    Optional<TrustAnchors.Anchor> anchor = signer.flatMap(this::anchor);
    return reasons.isEmpty() && anchor.isPresent() && platform.isPresent() && realm.isPresent()
        ? new Appraisal.Verified(
            anchor.get().technology(),
            CcaClaims.of(anchor.get().technology(), platform.get(), realm.get(), context.at()),
            fields,
            anchor.get().spkiSha256())
        : new Appraisal.Rejected(technology(), reasons, fields);
  }

  private static <T> Optional<T> read(Parsed<T> parsed, List<Reason> reasons) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> Optional.of(value);
      case Parsed.Refused<T>(Reason reason) -> {
        reasons.add(reason);
        yield Optional.empty();
      }
    };
  }

  /** The key that signed the platform token, pinned or not. */
  private Optional<BarePublicKey> signer(
      CoseSign1 platform, List<BarePublicKey> candidates, List<Reason> reasons) {
    if (platform.algorithm().isEmpty()) {
      reasons.add(CcaReason.PLATFORM_ALGORITHM_UNSUPPORTED.plain());
      return Optional.empty();
    }
    if (candidates.isEmpty()) {
      reasons.add(CcaReason.PLATFORM_KEY_MISSING.plain());
      return Optional.empty();
    }
    Optional<BarePublicKey> signer =
        candidates.stream().filter(key -> isSigned(platform, key)).findFirst();
    if (signer.isEmpty()) {
      reasons.add(CcaReason.PLATFORM_SIGNATURE_INVALID.plain());
    } else if (anchor(signer.get()).isEmpty()) {
      reasons.add(CcaReason.PLATFORM_KEY_UNTRUSTED.plain());
    }
    return signer;
  }

  private boolean isSigned(CoseSign1 message, BarePublicKey signer) {
    return message
        .algorithm()
        .flatMap(a -> checks.ecKey(a.curve(), signer.subjectPublicKeyInfo()))
        .filter(key -> message.verifies(key, checks))
        .isPresent();
  }

  private boolean isRealmSigned(CoseSign1 realm, List<Reason> reasons) {
    if (realm.algorithm().isEmpty()) {
      reasons.add(CcaReason.REALM_ALGORITHM_UNSUPPORTED.plain());
      return false;
    }
    Optional<PublicKey> key =
        RealmToken.publicKey(realm.payload())
            .flatMap(k -> CoseKey.ofPoint(k).or(() -> CoseKey.parse(k)))
            .flatMap(k -> k.publicKey(realm.algorithm().get(), checks));
    if (key.isEmpty()) {
      reasons.add(CcaReason.REALM_KEY_MALFORMED.plain());
    }
    boolean signed = key.filter(k -> realm.verifies(k, checks)).isPresent();
    if (!signed) {
      reasons.add(CcaReason.REALM_SIGNATURE_INVALID.plain());
    }
    return signed;
  }

  private static boolean isBound(PlatformToken platform, RealmToken realm) {
    return MessageDigest.isEqual(platform.challenge(), realm.publicKeyDigest());
  }

  private static SequencedMap<String, Object> withVerdicts(
      boolean platformSigned,
      boolean realmSigned,
      boolean bound,
      Optional<PlatformToken> platform,
      Optional<RealmToken> realm) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("platform_signature", platformSigned);
    fields.put("realm_signature", realmSigned);
    fields.put("binding", bound);
    fields.putAll(CcaFields.of(platform, realm));
    return fields;
  }
}
