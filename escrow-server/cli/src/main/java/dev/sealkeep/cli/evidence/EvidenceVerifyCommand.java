package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Appraisal;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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
          "A root certificate or bare key to trust beside the pinned ones; needs --technology.")
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
    return new RecordedEvidence(
            path, Optional.ofNullable(technology), collateral, trust, expectedReportData())
        .verify(time(), checks);
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
    return reportData == null
        ? Optional.empty()
        : Optional.of(RecordedEvidence.reportData(reportData, "--report-data"));
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
