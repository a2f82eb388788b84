package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.BarePublicKey;
import dev.sealkeep.evidence.x509.Certificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Evidence in files, and what it is verified with.
 *
 * @param path a file, or a folder with evidence and collateral side by side
 * @param technology the tag to read the evidence under; found by content if empty
 * @param collateral folders and files, searched to any depth
 * @param trust root certificates and bare keys to trust beside the pinned ones; they need a
 *     technology
 * @param reportData what the report data has to be, if that matters
 */
public record RecordedEvidence(
    Path path,
    Optional<String> technology,
    List<Path> collateral,
    List<Path> trust,
    Optional<Binding> reportData) {
  private static final int REPORT_DATA_BYTES = 64;

  /** Copies the lists. */
  public RecordedEvidence {
    collateral = List.copyOf(collateral);
    trust = List.copyOf(trust);
  }

  /**
   * The verdict as of an instant.
   *
   * @throws UnusableInputException if there is nothing to give a verdict on
   */
  public Appraisal verify(Instant at, SignatureChecks checks) throws UnusableInputException {
    EvidenceAppraiser unanchored = new EvidenceAppraiser(TrustAnchors.none(), checks);
    requireKnownTechnology(unanchored);
    Collateral trusted = EvidenceFiles.collateral(trust, unanchored);
    EvidenceAppraiser appraiser = new EvidenceAppraiser(anchors(trusted), checks);
    EvidenceFiles files = EvidenceFiles.ofPath(path, appraiser, technology);
    Collateral supplied = EvidenceFiles.collateral(collateral, appraiser).plus(trusted);
    Optional<EvidenceVerifier> verifier = files.verifier();
    if (verifier.isPresent()) {
      AppraisalContext context =
          new AppraisalContext(files.collateral().plus(supplied), at, reportData);
      return worst(files.evidence().stream().map(e -> verifier.get().verify(e, context)).toList());
    }
    return certificatesAlone(appraiser, files, new AppraisalContext(supplied, at, reportData));
  }

  private Appraisal certificatesAlone(
      EvidenceAppraiser appraiser, EvidenceFiles files, AppraisalContext context)
      throws UnusableInputException {
    if (reportData.isPresent()) {
      throw new UnusableInputException(
          "--report-data was given, but there is no evidence in " + path,
          "Name the file of a report or quote, or leave the option out.");
    }
    return appraiser.verifiers().stream()
        .flatMap(v -> v.verifyCertificates(files.collateral(), context).stream())
        .findFirst()
        .orElseThrow(() -> nothingFound(path));
  }

  /** Of items side by side the first that is rejected, or else the first. */
  static Appraisal worst(List<Appraisal> appraisals) {
    return appraisals.stream()
        .filter(appraisal -> appraisal instanceof Appraisal.Rejected)
        .findFirst()
        .orElseGet(appraisals::getFirst);
  }

  static UnusableInputException nothingFound(Path path) {
    return new UnusableInputException(
        "there is no evidence that is recognised, and no vendor's certificate, in " + path,
        "Name the file of a report or quote, or a folder with one and its certificates.");
  }

  private void requireKnownTechnology(EvidenceAppraiser appraiser) throws UnusableInputException {
    if (technology.isPresent()) {
      requireKnown(technology.get(), appraiser);
    } else if (!trust.isEmpty()) {
      throw new UnusableInputException(
          "--trust was given without --technology",
          "Say with --technology what the root stands for.");
    }
  }

  static void requireKnown(String technology, EvidenceAppraiser appraiser)
      throws UnusableInputException {
    if (appraiser.forTag(technology).isEmpty()) {
      throw new UnusableInputException(
          "the technology '" + technology + "' is not known",
          "Use one of: "
              + appraiser.verifiers().stream()
                  .map(EvidenceVerifier::technology)
                  .collect(Collectors.joining(", "))
              + ", or one of them behind simulated-.");
    }
  }

  private TrustAnchors anchors(Collateral trusted) throws UnusableInputException {
    TrustAnchors vendors = TrustAnchors.vendors();
    if (technology.isEmpty() || trust.isEmpty()) {
      return vendors;
    }
    TrustAnchors anchors = trusting(vendors, technology.get(), trusted, trust);
    for (String below : hardwareBelow(technology.get())) {
      anchors = trusting(anchors, below, trusted, trust);
    }
    return anchors;
  }

  /** What a virtual TPM's evidence stands on, whose root is the root of the whole. */
  private static List<String> hardwareBelow(String technology) {
    List<String> hardware =
        switch (TrustAnchors.format(technology)) {
          case TrustAnchors.SVSM_VTPM -> List.of(TrustAnchors.AMD_SEV_SNP);
          case TrustAnchors.AZURE_VTPM -> List.of(TrustAnchors.AMD_SEV_SNP, TrustAnchors.INTEL_TDX);
          default -> List.of();
        };
    return TrustAnchors.isSimulated(technology)
        ? hardware.stream().map(TrustAnchors::simulated).toList()
        : hardware;
  }

  /** Those anchors, and beside them the self-signed certificates and bare keys that were given. */
  static TrustAnchors trusting(
      TrustAnchors anchors, String technology, Collateral trusted, List<Path> files)
      throws UnusableInputException {
    List<String> pins =
        Stream.concat(
                trusted.certificates().stream()
                    .filter(certificate -> certificate.names(certificate))
                    .map(Certificate::spkiSha256),
                trusted.publicKeys().stream().map(BarePublicKey::spkiSha256))
            .toList();
    if (pins.isEmpty()) {
      throw new UnusableInputException(
          "there is no self-signed certificate and no public key in " + files,
          "Give --trust the certificate of a root, or the public key where the technology has"
              + " none, in PEM or DER.");
    }
    TrustAnchors extended = anchors;
    for (String pin : pins) {
      extended = extended.withTrusted(technology, HexFormat.of().parseHex(pin));
    }
    return extended;
  }

  /**
   * Report data from hexadecimal digits; less than 64 bytes are padded with zeros.
   *
   * @param source where the digits were given, for an error
   */
  public static Binding reportData(String digits, String source) throws UnusableInputException {
    try {
      byte[] bytes = HexFormat.of().parseHex(digits);
      if (bytes.length > REPORT_DATA_BYTES) {
        throw new UnusableInputException(
            source + " has " + bytes.length + " bytes", "Report data has at most 64.");
      }
      return new Binding.Exact(bytes);
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(
          source + " is not hexadecimal", "Write two digits for each byte.");
    }
  }
}
