package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.TrustAnchors.Anchor;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.PathFault;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What vouches for an attestation key.
 *
 * @param by the kind of it
 * @param technology the tag that the evidence is given
 * @param anchorSpkiSha256 the root's, the enrolled key's or the endorsement key's digest; empty if
 *     nothing vouches
 * @param revocation lists that speak of the certificates; empty without certificates
 * @param reasons why what was sent to vouch for the key does not
 */
record KeyBinding(
    By by,
    String technology,
    String anchorSpkiSha256,
    Optional<PathRevocation> revocation,
    List<Reason> reasons) {
  /** The kinds, with hardware_vmpl0 those of the claim {@code tpm.ak_bound_by}. */
  enum By {
    /** A certificate under a pinned root, issued upon proof that the key is in an EK's TPM. */
    EK_CERTIFICATE,
    /** The relying party's own list. */
    ENROLLED,
    /** Nothing. */
    NONE;

    /** The word in the claim. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  KeyBinding {
    reasons = List.copyOf(reasons);
  }

  /** The certificates that vouch for the key, its own first; empty where something else does. */
  List<Certificate> certificates() {
    return revocation.map(lists -> lists.path().certificates()).orElse(List.of());
  }

  private static KeyBinding none(List<Reason> reasons) {
    return new KeyBinding(By.NONE, TrustAnchors.TPM2, "", Optional.empty(), reasons);
  }

  /**
   * Finds what vouches for a key: an activation, the relying party's list, or a certificate. A
   * certificate of the key that was sent or supplied has to hold; for an enrolled key none is asked
   * for.
   */
  static KeyBinding of(
      AttestationKey key,
      TpmEvidence evidence,
      AppraisalContext context,
      TrustAnchors anchors,
      SignatureChecks checks) {
    Optional<ActivatedKey> activated = activated(key, context);
    if (activated.isPresent()) {
      return below(activated.get(), context, anchors);
    }
    Optional<Anchor> enrolled = anchors.find(TrustAnchors.TPM2, key.spkiSha256());
    if (enrolled.isPresent()) {
      return new KeyBinding(
          By.ENROLLED,
          enrolled.get().technology(),
          enrolled.get().spkiSha256(),
          Optional.empty(),
          List.of());
    }
    Optional<Certificate> sent = evidence.keyCertificate();
    if (sent.isPresent() && !sent.get().spkiSha256().equals(key.spkiSha256())) {
      return none(List.of(TpmReason.CERTIFICATE_KEY_MISMATCH.plain()));
    }
    List<Certificate> candidates =
        evidence.certificates().plus(context.collateral()).certificates();
    return sent.or(
            () ->
                candidates.stream()
                    .filter(c -> c.spkiSha256().equals(key.spkiSha256()))
                    .findFirst())
        .map(
            leaf ->
                certified(
                    leaf,
                    candidates,
                    new PathRevocation.Candidates(
                        context.collateral().revocationLists(),
                        evidence.certificates().revocationLists()),
                    context.at(),
                    anchors,
                    checks))
        .orElseGet(() -> none(List.of()));
  }

  /** The proof that this very key, by its Name, was activated in an endorsement key's TPM. */
  static Optional<ActivatedKey> activated(AttestationKey key, AppraisalContext context) {
    return context
        .activated()
        .filter(
            proof ->
                key.area()
                    .map(area -> HexFormat.of().formatHex(area.name()))
                    .filter(proof.akName()::equals)
                    .isPresent());
  }

  private static KeyBinding below(
      ActivatedKey proof, AppraisalContext context, TrustAnchors anchors) {
    Optional<Anchor> root = anchors.find(TrustAnchors.TPM2, proof.ekPath().rootSpkiSha256());
    return proof
        .ekPath()
        .faultAt(context.at(), root.isPresent(), context.collateral().revocationLists())
        .map(fault -> none(List.of(TpmReason.of(fault))))
        .orElseGet(
            () ->
                new KeyBinding(
                    By.EK_CERTIFICATE,
                    root.map(Anchor::technology).orElseThrow(),
                    proof.ekSpkiSha256(),
                    Optional.empty(),
                    List.of()));
  }

  private static KeyBinding certified(
      Certificate leaf,
      List<Certificate> candidates,
      PathRevocation.Candidates revocationLists,
      Instant at,
      TrustAnchors anchors,
      SignatureChecks checks) {
    CertificatePathFinder finder =
        new CertificatePathFinder(
            checks, spki -> anchors.find(TrustAnchors.TPM2, spki).isPresent());
    return switch (finder.find(leaf, candidates)) {
      case CertificatePathFinder.Outcome.Broken(PathFault fault) ->
          none(List.of(TpmReason.of(fault)));
      case CertificatePathFinder.Outcome.Found(CertificatePath path) -> {
        PathRevocation lists = PathRevocation.of(path, revocationLists, checks);
        List<Reason> reasons = new ArrayList<>();
        if (!isForSigning(leaf)) {
          reasons.add(TpmReason.CERTIFICATE_USAGE_INVALID.plain());
        }
        path.faultsAt(at).forEach(fault -> reasons.add(TpmReason.of(fault)));
        lists.faults().forEach(fault -> reasons.add(TpmReason.of(fault)));
        yield anchors
            .find(TrustAnchors.TPM2, path.root().spkiSha256())
            .map(
                root ->
                    new KeyBinding(
                        By.EK_CERTIFICATE,
                        root.technology(),
                        root.spkiSha256(),
                        Optional.of(lists),
                        reasons))
            .orElseGet(() -> none(reasons));
      }
    };
  }

  /** A TPM's other certificate under the same root is of its endorsement key, which decrypts. */
  private static boolean isForSigning(Certificate leaf) {
    return leaf.deniesAuthority()
        && leaf.maySign()
        && leaf.extension(Extension.keyUsage).isPresent();
  }
}
