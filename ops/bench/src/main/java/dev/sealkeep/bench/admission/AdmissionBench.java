package dev.sealkeep.bench.admission;

import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ops/bench/admission}. */
@Command(
    name = "ops/bench/admission",
    mixinStandardHelpOptions = true,
    description =
        "Measure what it costs a release to be admitted when nobody has to wait. Prints"
            + " nanoseconds, means and errors, on standard output.")
public final class AdmissionBench implements Runnable {
  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "processes for each operation (default ${DEFAULT-VALUE})")
  int forks = 2;

  /** Runs the benchmark; exit code 2 if it is called wrongly. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AdmissionBench()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      for (RunResult result :
          new Runner(
                  new OptionsBuilder()
                      .include(AdmissionBenchmarks.class.getName())
                      .verbosity(VerboseMode.SILENT)
                      .forks(Math.clamp(forks, 1, 10))
                      .warmupIterations(3)
                      .warmupTime(TimeValue.seconds(1))
                      .measurementIterations(5)
                      .measurementTime(TimeValue.seconds(1))
                      .build())
              .run()) {
        System.out.printf(
            Locale.ROOT,
            "%-14s %8.0f ns, +- %.0f%n",
            result.getPrimaryResult().getLabel(),
            result.getPrimaryResult().getScore(),
            result.getPrimaryResult().getScoreError());
      }
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }
}
