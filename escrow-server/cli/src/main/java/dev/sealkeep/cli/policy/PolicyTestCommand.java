package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.policy.cases.JUnitXml;
import dev.sealkeep.cli.policy.cases.PolicyReport;
import dev.sealkeep.cli.policy.cases.ReportDocument;
import dev.sealkeep.cli.policy.cases.ReportText;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.policy.reference.ReferenceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealkeep policy test}: runs the cases beside policies. */
@Command(
    name = "test",
    description = "Run the cases beside policies, which say what each decides and why.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every case passes",
      "1:a case fails, or too little is covered",
      "2:unusable input, such as a policy without cases"
    })
public final class PolicyTestCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "the policies' texts")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--cases",
      paramLabel = "FILE",
      description = "a file of cases, in place of those beside the policy; may be repeated")
  private List<Path> cases = new ArrayList<>();

  @Mixin private ReferenceOption references = new ReferenceOption();

  @Option(
      names = "--collateral",
      paramLabel = "DIR",
      description = "collateral for cases of recorded evidence; may be repeated")
  private List<Path> collateral = new ArrayList<>();

  @Option(
      names = "--coverage",
      description = "show which clauses and conditions no case has seen both true and not true")
  private boolean coverage;

  @Option(
      names = "--min-coverage",
      paramLabel = "PERCENT",
      description = "fail if less of the clauses or of the conditions is covered")
  private @Nullable Integer minimum;

  @Option(names = "--junit", paramLabel = "FILE", description = "also write JUnit XML to a file")
  private @Nullable Path junit;

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command for those surroundings. */
  public PolicyTestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    requirePercent();
    Map<String, ReferenceSet> sets = references.read();
    List<PolicyReport> reports = files.stream().map(file -> report(file, sets)).toList();
    if (junit != null) {
      write(junit, JUnitXml.of(reports));
    }
    output.print(
        console,
        ReportDocument.of(reports),
        style -> ReportText.render(reports, style, coverage || minimum != null));
    return verdict(reports).number();
  }

  private PolicyReport report(Path file, Map<String, ReferenceSet> sets) {
    return PolicyReport.of(file, PolicyFile.read(file).policy(), cases, sets, collateral);
  }

  private ExitCode verdict(List<PolicyReport> reports) {
    ExitCode verdict = ExitCode.OK;
    for (PolicyReport report : reports) {
      if (minimum != null && !report.covers(minimum)) {
        console.note("sealkeep: %s is covered to less than %d%%".formatted(report.file(), minimum));
        verdict = ExitCode.REFUSED;
      }
      if (report.failed() > 0) {
        verdict = ExitCode.REFUSED;
      }
    }
    return verdict;
  }

  private void requirePercent() {
    if (minimum != null && (minimum < 0 || minimum > 100)) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "--min-coverage %d is not a percentage".formatted(minimum),
          "Give a whole number from 0 to 100.");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot write " + file + ": " + e.getClass().getSimpleName(),
          "Check that its folder exists and can be written to.");
    }
  }
}
