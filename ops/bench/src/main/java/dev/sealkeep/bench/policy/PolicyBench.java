package dev.sealkeep.bench.policy;

import dev.sealkeep.bench.reference.Openssl;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

/** The command {@code ops/bench/policy}. */
@Command(
    name = "ops/bench/policy",
    sortOptions = false,
    description = {
      "Measures what it costs to evaluate a policy of 50 conditions on SEV-SNP claims.",
      "",
      "decide is the bare decision; evaluate records what each check came to; explain has the"
          + " explanation put into a map as well. Each is measured on a machine that is permitted"
          + " and on one that is denied, in JVMs of its own. A figure is the median over the"
          + " iterations; the ratio is the greater of the two of evaluate to decide. OpenSSL's"
          + " P-384 verification is measured in the same run, so that runs of two machines"
          + " compare.",
      "",
      "With --output json: conditions, ratio, costs (operation, nanos, bytes),"
          + " openssl_p384_verifies (a second; absent without OpenSSL).",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and within --max-nanos and --max-ratio",
      "1:decide or evaluate is above --max-nanos, or the ratio is above --max-ratio",
      "2:the command line cannot be used, or a benchmark did not run"
    })
public final class PolicyBench implements Callable<Integer> {
  private static final List<String> METHODS =
      List.of(
          "decidePermit",
          "evaluatePermit",
          "decideDeny",
          "evaluateDeny",
          "explainPermit",
          "explainDeny");

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "3",
      description = "JVMs for each operation, of about 9 s each (default: ${DEFAULT-VALUE})")
  private int forks;

  @Option(
      names = "--max-nanos",
      paramLabel = "X",
      defaultValue = "3000",
      description = "fail if an evaluation takes longer (default: ${DEFAULT-VALUE})")
  private double maxNanos;

  @Option(
      names = "--max-ratio",
      paramLabel = "X",
      defaultValue = "2",
      description = "fail if evaluate / decide is above this (default: ${DEFAULT-VALUE})")
  private double maxRatio;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text and exit")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Mixin private final OutputOption output = new OutputOption();

  PolicyBench(Console console) {
    this.console = console;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new PolicyBench(Console.ofProcess()));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(command.execute(arguments));
  }

  /**
   * The results of one run.
   *
   * @param ratio of {@code evaluate} to {@code decide}: permitting or denying, whichever is greater
   * @param opensslP384Verifies a second, if it is installed
   */
  record Summary(
      int conditions, double ratio, List<Cost> costs, @Nullable Double opensslP384Verifies) {
    static Summary of(List<Cost> costs, @Nullable Double opensslP384Verifies) {
      return new Summary(
          Scene.CONDITIONS,
          Math.max(
              costs.get(1).nanos() / costs.get(0).nanos(),
              costs.get(3).nanos() / costs.get(2).nanos()),
          costs,
          opensslP384Verifies);
    }

    /** The dearest evaluation, recorded or not. */
    double dearest() {
      return costs.stream().limit(4).mapToDouble(Cost::nanos).max().orElseThrow();
    }
  }

  @Override
  public Integer call() throws RunnerException {
    if (forks < 1) {
      throw new ParameterException(spec.commandLine(), "--forks is at least 1, not " + forks);
    }
    List<Cost> costs = new ArrayList<>();
    for (String method : METHODS) {
      console.note("Measuring " + method + " ...");
      costs.add(measure(method));
    }
    Summary summary = Summary.of(costs, Openssl.verifications().orElse(null));
    output.print(console, summary, style -> text(summary, style));
    return summary.dearest() > maxNanos || summary.ratio() > maxRatio ? 1 : 0;
  }

  private Cost measure(String method) throws RunnerException {
    String name = PolicyBenchmarks.class.getName().replace(".", "\\.");
    return Cost.of(
        method,
        new Runner(
                new OptionsBuilder()
                    .include("^" + name + "\\." + method + "$")
                    .forks(forks)
                    .warmupIterations(4)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .jvmArgs("-Xms256m", "-Xmx256m")
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle());
  }

  private String text(Summary summary, Style style) {
    Table table = new Table("OPERATION", "NANOSECONDS", "BYTES ALLOCATED");
    for (Cost cost : summary.costs()) {
      table.row(cost.operation(), number("%,.0f", cost.nanos()), number("%,.0f", cost.bytes()));
    }
    String dearest = summary.dearest() > maxNanos ? style.bad(" above --max-nanos") : "";
    Double verifies = summary.opensslP384Verifies();
    String openssl =
        verifies == null
            ? ""
            : number("; OpenSSL verifies %,.0f P-384 signatures a second", verifies);
    String ratio = summary.ratio() > maxRatio ? style.bad(" above --max-ratio") : "";
    return table.render(style, "")
        + "\n"
        + summary.conditions()
        + " conditions; an evaluation takes at most "
        + number("%.2f", summary.dearest() / 1e3)
        + " µs"
        + dearest
        + "; recorded / bare "
        + number("%.2f", summary.ratio())
        + ratio
        + openssl;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
