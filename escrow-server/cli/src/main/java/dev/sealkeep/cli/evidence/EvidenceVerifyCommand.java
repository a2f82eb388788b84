package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.snp.SnpReason;
import dev.sealkeep.evidence.snp.SnpVerifier;
import dev.sealkeep.evidence.x509.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private static final List<String> TECHNOLOGIES =
      List.of(TrustAnchors.AMD_SEV_SNP, TrustAnchors.SIMULATED_AMD_SEV_SNP);
  private static final List<String> TIME_REASONS =
      List.of(SnpReason.CERTIFICATE_EXPIRED.code(), SnpReason.CERTIFICATE_NOT_YET_VALID.code());

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PATH",
      description = "A file, or a folder with evidence and collateral side by side.")
  private Path path = Path.of("");

  @Option(
      names = "--technology",
      paramLabel = "T",
      description = "What the evidence is: amd-sev-snp or simulated-amd-sev-snp.")
  private @Nullable String technology;

  @Option(
      names = "--collateral",
      paramLabel = "DIR",
      description = "A folder, searched to any depth for certificates and revocation lists.")
  private List<Path> collateral = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "A root certificate to trust beside the pinned ones; needs --technology.")
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
    checkTechnology();
    Instant time = time();
    Optional<byte[]> expected = expectedReportData();
    EvidenceFiles files = EvidenceFiles.ofPath(path);
    Collateral trusted = EvidenceFiles.collateral(trust);
    SnpVerifier verifier = new SnpVerifier(anchors(trusted));
    Collateral supplied = EvidenceFiles.collateral(collateral).plus(trusted);
    Optional<byte[]> evidence = files.evidence(technology != null && Files.isRegularFile(path));
    if (evidence.isPresent()) {
      return verifier.verify(
          evidence.get(), files.auxiliary(), files.certificates().plus(supplied), time, expected);
    }
    if (expected.isPresent()) {
      throw new UnusableInputException(
          "--report-data was given, but there is no report in " + path,
          "Name the file of a report, or leave the option out.");
    }
    return verifier
        .verifyChain(files.certificates(), supplied, time)
        .orElseThrow(() -> nothingFound(path));
  }

  static UnusableInputException nothingFound(Path path) {
    return new UnusableInputException(
        "there is no SEV-SNP report and no AMD certificate in " + path,
        "Name the file of a report, or a folder with a report and its certificates.");
  }

  private void checkTechnology() throws UnusableInputException {
    if (technology != null && !TECHNOLOGIES.contains(technology)) {
      throw new UnusableInputException(
          "the technology '" + technology + "' is not known",
          "Use one of: " + String.join(", ", TECHNOLOGIES) + ".");
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

  private Optional<byte[]> expectedReportData() throws UnusableInputException {
    if (reportData == null) {
      return Optional.empty();
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(reportData);
      if (bytes.length > REPORT_DATA_BYTES) {
        throw new UnusableInputException(
            "--report-data has " + bytes.length + " bytes", "Report data has at most 64.");
      }
      return Optional.of(Arrays.copyOf(bytes, REPORT_DATA_BYTES));
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(
          "--report-data is not hexadecimal", "Write two digits for each byte.");
    }
  }

  private TrustAnchors anchors(Collateral trusted) throws UnusableInputException {
    TrustAnchors anchors = TrustAnchors.amd();
    if (technology == null || trust.isEmpty()) {
      return anchors;
    }
    List<Certificate> roots =
        trusted.certificates().stream()
            .filter(certificate -> certificate.names(certificate))
            .toList();
    if (roots.isEmpty()) {
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
    return at == null && TIME_REASONS.contains(reason.code())
        ? new Reason(
            reason.code(),
            reason.detail() + " To verify recorded evidence as of its time, use --at.")
        : reason;
  }
}
