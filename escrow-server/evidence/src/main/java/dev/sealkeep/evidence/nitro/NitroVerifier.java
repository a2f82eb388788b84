package dev.sealkeep.evidence.nitro;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.DeferredFields;
import dev.sealkeep.evidence.Evidence;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.PathCache;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.cose.CoseAlgorithm;
import dev.sealkeep.evidence.cose.CoseSign1;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Verifies attestation documents of AWS Nitro Enclaves (aws-nitro-enclaves-nsm-api, attestation
 * process, section 3.2).
 *
 * <p>A release's transcript has to be the whole of {@code user_data}. It may not be in {@code
 * nonce}: that field is for the challenge of whoever asks, so an enclave that attests itself to
 * strangers signs any value there, and one of them could have it sign a transcript of its own.
 * Exact bytes, which a person expects, may be in either.
 */
public final class NitroVerifier implements EvidenceVerifier {
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final PathCache paths;

  /** A verifier that trusts these roots. */
  public NitroVerifier(TrustAnchors anchors, SignatureChecks checks) {
    this.anchors = anchors;
    this.checks = checks;
    this.paths = new PathCache(TrustAnchors.AWS_NITRO, anchors, checks);
  }

  @Override
  public String technology() {
    return TrustAnchors.AWS_NITRO;
  }

  @Override
  public Role role(byte[] blob) {
    return NitroDocument.isRecognised(blob) ? Role.EVIDENCE : Role.NONE;
  }

  /**
   * Appraises a document.
   *
   * @param evidence the document, at most 16 KiB; nothing beside it is read
   */
  @Override
  public Appraisal verify(Evidence evidence, AppraisalContext context) {
    return switch (NitroDocument.parse(evidence.blob())) {
      case Parsed.Refused<NitroDocument>(Reason reason) -> unreadable(evidence.blob(), reason);
      case Parsed.Accepted<NitroDocument>(NitroDocument document) -> appraise(document, context);
    };
  }

  @Override
  public Parsed<SequencedMap<String, Object>> show(Evidence evidence) {
    return switch (NitroDocument.parse(evidence.blob())) {
      case Parsed.Refused<NitroDocument>(Reason reason) -> new Parsed.Refused<>(reason);
      case Parsed.Accepted<NitroDocument>(NitroDocument document) ->
          new Parsed.Accepted<>(NitroFields.of(document));
    };
  }

  /** A document that is signed but out of bounds is told from one that was tampered with. */
  private Appraisal unreadable(byte[] blob, Reason reason) {
    List<Reason> reasons = new ArrayList<>(List.of(reason));
    CoseSign1.parse(blob)
        .filter(message -> !isSigned(message, NitroDocument.certificate(message)))
        .ifPresent(message -> reasons.add(NitroReason.SIGNATURE_INVALID.plain()));
    return new Appraisal.Rejected(technology(), reasons, new LinkedHashMap<>());
  }

  private boolean isSigned(CoseSign1 message, Optional<Certificate> signer) {
    return signer
        .flatMap(s -> message.algorithm().flatMap(a -> key(s, a)))
        .filter(key -> message.verifies(key, checks))
        .isPresent();
  }

  private Optional<PublicKey> key(Certificate signer, CoseAlgorithm algorithm) {
    return checks.ecKey(algorithm.curve(), signer.subjectPublicKeyInfo());
  }

  private Appraisal appraise(NitroDocument document, AppraisalContext context) {
    List<Reason> reasons = new ArrayList<>();
    context
        .binding()
        .filter(binding -> !isBound(document, binding))
        .ifPresent(binding -> reasons.add(NitroReason.USER_DATA_MISMATCH.plain()));
    Optional<Certificate> leaf = Certificate.parse(document.certificate());
    List<Certificate> authorities =
        document.caBundle().stream().flatMap(der -> Certificate.parse(der).stream()).toList();
    if (leaf.isEmpty() || authorities.size() != document.caBundle().size()) {
      reasons.add(NitroReason.CERTIFICATE_MALFORMED.plain());
    }
    if (leaf.filter(l -> !mayHaveSigned(l)).isPresent()) {
      reasons.add(NitroReason.CERTIFICATE_NOT_FOR_SIGNING.plain());
    }
    boolean signed = isSigned(document.message(), leaf);
    if (!signed) {
      reasons.add(NitroReason.SIGNATURE_INVALID.plain());
    }
    Optional<PathRevocation> revocation =
        leaf.flatMap(l -> revocation(l, authorities, context, reasons));
    Optional<CertificatePath> path = revocation.map(PathRevocation::path);
    leaf.ifPresent(l -> checkTime(document, l, reasons));
    revocation.ifPresent(r -> checkStanding(r, context.at(), reasons));
    SequencedMap<String, Object> fields =
        new DeferredFields(() -> NitroFields.of(document, signed, path));
    Optional<TrustAnchors.Anchor> anchor =
        path.flatMap(p -> anchors.find(technology(), p.root().spkiSha256()));
    return reasons.isEmpty() && anchor.isPresent() && revocation.isPresent()
        ? new Appraisal.Verified(
            anchor.get().technology(),
            NitroClaims.of(anchor.get().technology(), document, revocation.get(), context.at()),
            fields,
            anchor.get().spkiSha256())
        : new Appraisal.Rejected(technology(), reasons, fields);
  }

  private static boolean isBound(NitroDocument document, Binding binding) {
    boolean inUserData = document.userData().filter(binding::isIn).isPresent();
    return switch (binding) {
      case Binding.Transcript transcript -> inUserData;
      case Binding.Exact exact -> inUserData || document.nonce().filter(exact::isIn).isPresent();
    };
  }

  private boolean mayHaveSigned(Certificate leaf) {
    return leaf.maySign() && key(leaf, CoseAlgorithm.ES384).isPresent();
  }

  /** The path through the document's own authorities and what the relying party has. */
  private Optional<PathRevocation> revocation(
      Certificate leaf,
      List<Certificate> authorities,
      AppraisalContext context,
      List<Reason> reasons) {
    return switch (paths.find(leaf, authorities, context.collateral())) {
      case PathCache.Outcome.Found(PathRevocation revocation) -> Optional.of(revocation);
      case PathCache.Outcome.Broken(var fault) -> {
        reasons.add(NitroReason.of(fault));
        yield Optional.empty();
      }
    };
  }

  private static void checkStanding(PathRevocation revocation, Instant at, List<Reason> reasons) {
    revocation.path().faultsAt(at).forEach(fault -> reasons.add(NitroReason.of(fault)));
    revocation.faults().forEach(fault -> reasons.add(NitroReason.of(fault)));
  }

  /** The module renews its certificate before it expires, so every document falls within. */
  private static void checkTime(NitroDocument document, Certificate leaf, List<Reason> reasons) {
    Instant made = document.madeAt().truncatedTo(ChronoUnit.SECONDS);
    if (made.isBefore(leaf.notBefore()) || made.isAfter(leaf.notAfter())) {
      reasons.add(
          NitroReason.TIMESTAMP_OUTSIDE_VALIDITY.because(
              "The document was made at "
                  + document.madeAt()
                  + ", its certificate is valid from "
                  + leaf.notBefore()
                  + " to "
                  + leaf.notAfter()
                  + "."));
    }
  }
}
