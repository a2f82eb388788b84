package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.Attestation;
import dev.sealkeep.evidence.appraise.AttestationAppraisal;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies many pieces of evidence with the same collateral, which is read once. */
public final class OfflineVerifier {
  private final EvidenceAppraiser appraiser;
  private final AttestationAppraisal attestations;
  private final Collateral collateral;

  private OfflineVerifier(EvidenceAppraiser appraiser, Collateral collateral) {
    this.appraiser = appraiser;
    this.attestations = new AttestationAppraisal(appraiser);
    this.collateral = collateral;
  }

  /**
   * Reads what evidence is verified with.
   *
   * @param trust files with a root certificate or a bare key to trust beside the pinned ones, under
   *     the technology that each stands for
   * @param collateral folders and files, searched to any depth
   */
  public static OfflineVerifier with(Map<String, Path> trust, List<Path> collateral)
      throws UnusableInputException {
    SignatureChecks checks = SignatureChecks.fastest();
    EvidenceAppraiser unanchored = new EvidenceAppraiser(TrustAnchors.none(), checks);
    TrustAnchors anchors = TrustAnchors.vendors();
    Collateral supplied = EvidenceFiles.collateral(collateral, unanchored);
    for (Map.Entry<String, Path> root : trust.entrySet()) {
      RecordedEvidence.requireKnown(root.getKey(), unanchored);
      List<Path> files = List.of(root.getValue());
      Collateral trusted = EvidenceFiles.collateral(files, unanchored);
      anchors = RecordedEvidence.trusting(anchors, root.getKey(), trusted, files);
      supplied = supplied.plus(trusted);
    }
    return new OfflineVerifier(new EvidenceAppraiser(anchors, checks), supplied);
  }

  /** The verdict on an attestation as of an instant. */
  public Appraisal verify(Attestation attestation, Instant at) {
    return attestations.of(attestation, collateral, at);
  }

  /**
   * The verdict on evidence in a file or folder as of an instant, whatever its report data is.
   *
   * @throws UnusableInputException if there is no evidence
   */
  public Appraisal verify(Path path, Instant at) throws UnusableInputException {
    EvidenceFiles files = EvidenceFiles.ofPath(path, appraiser, Optional.empty());
    EvidenceVerifier verifier =
        files.verifier().orElseThrow(() -> RecordedEvidence.nothingFound(path));
    AppraisalContext context =
        new AppraisalContext(files.collateral().plus(collateral), at, Optional.empty());
    return RecordedEvidence.worst(
        files.evidence().stream().map(item -> verifier.verify(item, context)).toList());
  }
}
