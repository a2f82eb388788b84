package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.AppraisalContext;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.x509.Certificate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sealkeep evidence verify}: prints a verdict as JSON. Exit code 0 for verified, 1 for
 * rejected, 2 for input from which no verdict can be made.
 */
@Command(
    name = "verify",
    description = "Verify evidence, or certificates alone, up to a pinned root.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:verified", "1:rejected", "2:unusable input"})
final class EvidenceVerifyCommand implements Callable<Integer> {
  static final int VERIFIED = 0;
  static final int REJECTED = 1;
  static final int UNUSABLE = 2;

  private static final int REPORT_DATA_BYTES = 64;
  private static final List<String> TIME_REASONS = List.of(".expired", ".not_yet_valid");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PATH",
      description = "A file, or a folder with evidence and collateral side by side.")
  private Path path = Path.of("");

  @Option(
      names = "--technology",
      paramLabel = "T",
      description = "What the evidence is, such as amd-sev-snp; found by content by default.")
  private @Nullable String technology;

  @Option(
      names = "--collateral",
      paramLabel = "DIR",
      description = "A folder, searched to any depth for certificates and revocation lists.")
  private List<Path> collateral = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description =
          "A root certificate to trust beside the pinned ones, or for tpm2 an attestation key;"
              + " needs --technology.")
  private List<Path> trust = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "The time of verification, such as 2026-01-31T12:00:00Z; now by default.")
  private @Nullable String at;

  @Option(
      names = "--report-data",
      paramLabel = "HEX",
      description = "What the report data has to be; zeros are added up to 64 bytes.")
  private @Nullable String reportData;

  private final SignatureChecks checks = SignatureChecks.fastest();
  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    try {
      Appraisal appraisal = appraise();
      spec.commandLine().getOut().println(EvidenceJson.of(appraisal, details(appraisal)));
      return switch (appraisal) {
        case Appraisal.Verified verified -> VERIFIED;
        case Appraisal.Rejected rejected -> REJECTED;
      };
    } catch (UnusableInputException e) {
      spec.commandLine().getErr().println(e.message());
      return UNUSABLE;
    }
  }

  private Appraisal appraise() throws UnusableInputException {
    EvidenceAppraiser unanchored = new EvidenceAppraiser(TrustAnchors.none(), checks);
    checkTechnology(unanchored);
    Instant time = time();
    Optional<Binding> expected = expectedReportData();
    Collateral trusted = EvidenceFiles.collateral(trust, unanchored);
    EvidenceAppraiser appraiser = new EvidenceAppraiser(anchors(trusted), checks);
    EvidenceFiles files = EvidenceFiles.ofPath(path, appraiser, Optional.ofNullable(technology));
    Collateral supplied = EvidenceFiles.collateral(collateral, appraiser).plus(trusted);
    Optional<EvidenceVerifier> verifier = files.verifier();
    if (verifier.isPresent()) {
      AppraisalContext context =
          new AppraisalContext(files.collateral().plus(supplied), time, expected);
      return worst(files.evidence().stream().map(e -> verifier.get().verify(e, context)).toList());
    }
    if (expected.isPresent()) {
      throw new UnusableInputException(
          "--report-data was given, but there is no evidence in " + path,
          "Name the file of a report or quote, or leave the option out.");
    }
    AppraisalContext context = new AppraisalContext(supplied, time, expected);
    return appraiser.verifiers().stream()
        .flatMap(v -> v.verifyCertificates(files.collateral(), context).stream())
        .findFirst()
        .orElseThrow(() -> nothingFound(path));
  }

  /** Of items side by side the first that is rejected, or else the first. */
  private static Appraisal worst(List<Appraisal> appraisals) {
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

  private void checkTechnology(EvidenceAppraiser appraiser) throws UnusableInputException {
    if (technology != null && appraiser.forTag(technology).isEmpty()) {
      throw new UnusableInputException(
          "the technology '" + technology + "' is not known",
          "Use one of: "
              + appraiser.verifiers().stream()
                  .map(EvidenceVerifier::technology)
                  .collect(Collectors.joining(", "))
              + ", or one of them behind simulated-.");
    }
    if (technology == null && !trust.isEmpty()) {
      throw new UnusableInputException(
          "--trust was given without --technology",
          "Say with --technology what the root stands for.");
    }
  }

  private Instant time() throws UnusableInputException {
    if (at == null) {
      return clock.instant();
    }
    try {
      return Instant.parse(at);
    } catch (DateTimeParseException e) {
      throw new UnusableInputException(
          "--at '" + at + "' is not an instant", "Write it as 2026-01-31T12:00:00Z.");
    }
  }

  private Optional<Binding> expectedReportData() throws UnusableInputException {
    if (reportData == null) {
      return Optional.empty();
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(reportData);
      if (bytes.length > REPORT_DATA_BYTES) {
        throw new UnusableInputException(
            "--report-data has " + bytes.length + " bytes", "Report data has at most 64.");
      }
      return Optional.of(new Binding.Exact(bytes));
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(
          "--report-data is not hexadecimal", "Write two digits for each byte.");
    }
  }

  private TrustAnchors anchors(Collateral trusted) throws UnusableInputException {
    TrustAnchors anchors = TrustAnchors.vendors();
    if (technology == null || trust.isEmpty()) {
      return anchors;
    }
    List<Certificate> roots =
        trusted.certificates().stream()
            .filter(certificate -> certificate.names(certificate))
            .toList();
    List<byte[]> keys =
        technology.equals(TrustAnchors.TPM2) ? EvidenceFiles.publicKeyDigests(trust) : List.of();
    for (byte[] key : keys) {
      anchors = anchors.withTrusted(technology, key);
    }
    if (roots.isEmpty() && keys.isEmpty()) {
      throw new UnusableInputException(
          "there is no self-signed certificate in " + trust,
          "Give --trust the certificate of a root, in PEM or DER.");
    }
    for (Certificate root : roots) {
      anchors = anchors.withTrusted(technology, HexFormat.of().parseHex(root.spkiSha256()));
    }
    return anchors;
  }

  /** The reasons, with a hint where the default time is what the evidence fails on. */
  private List<Reason> details(Appraisal appraisal) {
    return switch (appraisal) {
      case Appraisal.Verified verified -> List.of();
      case Appraisal.Rejected rejected -> rejected.reasons().stream().map(this::hinted).toList();
    };
  }

  private Reason hinted(Reason reason) {
    return at == null && TIME_REASONS.stream().anyMatch(reason.code()::endsWith)
        ? new Reason(
            reason.code(),
            reason.detail() + " To verify recorded evidence as of its time, use --at.")
        : reason;
  }
}
