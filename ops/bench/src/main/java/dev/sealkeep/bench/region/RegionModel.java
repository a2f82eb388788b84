package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.bench.run.Report;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ops/bench/region}. */
@CommandLine.Command(name = "region")
public final class RegionModel implements Callable<Integer> {
  @Mixin private final RegionOptions options = new RegionOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the model; exit code 2 if it is called wrongly, 1 if a check is out of its band. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new RegionModel())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    options
        .problem()
        .ifPresent(
            problem -> {
              throw new CommandLine.ParameterException(spec.commandLine(), problem);
            });
    try {
      Costs costs = options.measured();
      return options.check ? check(costs) : model(costs);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), options.costs + ": " + e.getMessage(), e);
    }
  }

  private int check(Costs costs) {
    StormCheck check = StormCheck.of(costs, options.seed);
    print(RegionReport.of(check, options.band));
    return check.error() <= options.band / 100.0 ? 0 : 1;
  }

  private int model(Costs costs) {
    Scenario scenario = options.scenario();
    if (options.targets.isEmpty()) {
      Outcome outcome = Region.run(scenario, costs);
      Report.note("%,d events".formatted(outcome.events()));
      print(RegionReport.of(outcome));
      return 0;
    }
    NodeSearch search = new NodeSearch(scenario, costs, options.mostNodes);
    print(RegionReport.table(options.targets, search, options.mostNodes));
    return 0;
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
