package dev.sealkeep.bench.evidence;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ops/bench/evidence}. */
@Command(
    name = "ops/bench/evidence",
    sortOptions = false,
    exitCodeOnExecutionException = 2,
    description = {
      "Measures what it costs to read and verify one SEV-SNP report.",
      "",
      "Each round runs every operation in a short JVM of its own: parse; the bare P-384"
          + " verification of the report's signature; a whole verification with its certificate"
          + " chain cached; and one with nothing cached. OpenSSL's P-384 verification is measured"
          + " in the same round. A figure is the median over the rounds; the ratio is the median of"
          + " the rounds' ratios of cached to bare.",
      "",
      "With --output json: provider, rounds, measurements (subject, operation, micros, per_second,"
          + " bytes, round_micros), ratios (subject, median, rounds), openssl (version, bits,"
          + " micros, per_second; absent if not installed).",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and no ratio is above --max-ratio",
      "1:a ratio is above --max-ratio",
      "2:the command line cannot be used, or a benchmark did not run"
    })
public final class EvidenceBench implements Callable<Integer> {
  private static final String[] FORK_OPTIONS = {
    "-Xms256m",
    "-Xmx256m",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow"
  };

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "rounds, of about 110 s for three subjects (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      split = ",",
      defaultValue = "genoa-vcek,turin-vlek,tdx-v4",
      converter = SubjectConverter.class,
      description =
          "milan, genoa or turin, then -vcek or -vlek; or tdx-v4 (default: ${DEFAULT-VALUE})")
  private List<Subject> subjects = List.of();

  @Option(
      names = "--max-ratio",
      paramLabel = "X",
      description = "fail if cached / bare is above this, such as 1.15")
  private Optional<Double> maxRatio = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text and exit")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Mixin private final OutputOption output = new OutputOption();

  private EvidenceBench(Console console) {
    this.console = console;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new EvidenceBench(Console.ofProcess()));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(command.execute(arguments));
  }

  private static final class SubjectConverter implements CommandLine.ITypeConverter<Subject> {
    @Override
    public Subject convert(String word) {
      return Stream.of(Subject.values())
          .filter(subject -> subject.toString().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      word + " is none of " + List.of(Subject.values())));
    }
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    if (rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds is at least 1, not " + rounds);
    }
    Path directory = Files.createTempDirectory("sealkeep-bench");
    try {
      console.note("Making a simulated installation ...");
      SnpScene.installation().store(directory.resolve("simulator"));
      Results results = new Results();
      for (int round = 1; round <= rounds; round++) {
        console.note("Round " + round + " of " + rounds);
        round(results, directory.resolve("simulator"), round % 2 == 0);
      }
      Results.Summary summary =
          results.summary(SignatureChecks.fastest().providerName(), Openssl.version());
      output.print(console, summary, style -> text(summary, style));
      return summary.ratios().stream().anyMatch(this::isTooHigh) ? 1 : 0;
    } finally {
      delete(directory);
    }
  }

  /** Every second round runs backwards, so that neither side of a ratio always comes first. */
  private void round(Results results, Path installation, boolean backwards) throws RunnerException {
    List<Operation> operations = List.of(Operation.values());
    for (Subject subject : subjects) {
      for (Operation operation : backwards ? operations.reversed() : operations) {
        results.add(subject, operation, measure(installation, subject, operation));
      }
    }
    Openssl.verifications(384).ifPresent(rate -> results.addOpenssl(384, rate));
    Openssl.verifications(256).ifPresent(rate -> results.addOpenssl(256, rate));
  }

  private static Operation.Cost measure(Path installation, Subject subject, Operation operation)
      throws RunnerException {
    return Operation.cost(
        new Runner(
                new OptionsBuilder()
                    .include(operation.pattern())
                    .param("subject", subject.name())
                    .forks(1)
                    .warmupIterations(4)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(1))
                    .jvmArgs(FORK_OPTIONS)
                    .jvmArgsAppend("-D" + EvidenceBenchmarks.INSTALLATION + "=" + installation)
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle());
  }

  private boolean isTooHigh(Results.Ratio ratio) {
    return maxRatio.filter(limit -> ratio.median() > limit).isPresent();
  }

  private String text(Results.Summary summary, Style style) {
    Table table = new Table("SUBJECT", "OPERATION", "MICROSECONDS", "A SECOND", "BYTES ALLOCATED");
    for (Results.Measurement m : summary.measurements()) {
      table.row(
          m.subject(),
          m.operation().replace('_', ' '),
          number("%.2f", m.micros()),
          number("%,.0f", m.perSecond()),
          number("%,.0f", m.bytes()));
    }
    summary
        .openssl()
        .forEach(
            o ->
                table.row(
                    "-",
                    o.version() + " P-" + o.bits() + " verify",
                    number("%.2f", o.micros()),
                    number("%,.0f", o.perSecond()),
                    "-"));
    StringBuilder text = new StringBuilder(table.render(style, ""));
    for (Results.Ratio ratio : summary.ratios()) {
      text.append(
          "\n%s: cached / bare %s (rounds %s)%s"
              .formatted(
                  ratio.subject(),
                  number("%.3f", ratio.median()),
                  String.join(", ", ratio.rounds().stream().map(r -> number("%.3f", r)).toList()),
                  isTooHigh(ratio) ? style.bad(" above --max-ratio") : ""));
    }
    return text.append("\nSignatures by ").append(summary.provider()).toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
