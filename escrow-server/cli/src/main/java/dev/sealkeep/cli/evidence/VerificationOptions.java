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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What evidence in files is verified with. */
public final class VerificationOptions {
  private static final List<String> TIME_REASONS = List.of(".expired", ".not_yet_valid");

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

  private final Clock clock = Clock.systemUTC();

  /**
   * The verdict on a file or folder.
   *
   * @throws UnusableInputException if there is nothing to give a verdict on
   */
  public Appraisal verify(Path path) throws UnusableInputException {
    return new RecordedEvidence(
            path, Optional.ofNullable(technology), collateral, trust, expectedReportData())
        .verify(time(), SignatureChecks.fastest());
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

  /** The reasons of a rejection, with a hint where the default time is what evidence fails on. */
  public List<Reason> reasons(Appraisal.Rejected rejected) {
    return rejected.reasons().stream().map(this::hinted).toList();
  }

  private Reason hinted(Reason reason) {
    return at == null && TIME_REASONS.stream().anyMatch(reason.code()::endsWith)
        ? new Reason(
            reason.code(),
            reason.detail() + " To verify recorded evidence as of its time, use --at.")
        : reason;
  }
}
