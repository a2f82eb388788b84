package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.run.Report;
import dev.sealkeep.bench.run.ScratchFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Lets a server do what it will do all its life, for its Java to write down what it saw: the
 * launchers make the ahead-of-time cache from that. Which code is worth compiling, and how, shows
 * in thousands of releases and not in one.
 */
@Command(
    name = "training",
    description =
        "Start a server on a PostgreSQL of its own, give guests their keys, and end it. With"
            + " -XX:AOTMode=record among sealkeep.server.options, its Java writes down what it"
            + " saw.")
public final class Training implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** How many guests a round has: some are there at once, and none has to be shed. */
  private static final int ROUND = 1_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "rounds of " + ROUND + " guests (default ${DEFAULT-VALUE})")
  private int rounds = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Trains; exit code 2 if it is called wrongly, 1 if a guest got no key. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Training()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Report.outOfRange("--rounds", rounds, 1, 1_000)
        .ifPresent(
            problem -> {
              throw new ParameterException(spec.commandLine(), problem);
            });
    try (ScratchFolder scratch = ScratchFolder.create("sealkeep-training-")) {
      return train(scratch.path()) ? 0 : 1;
    }
  }

  private boolean train(Path folder) throws InterruptedException {
    Report.note("making a simulated root");
    Estate estate = Estate.create();
    StormOptions options = new StormOptions();
    Report.note("starting a server");
    try (Nodes nodes = started(folder, estate.root(), options)) {
      Estate.Pins pins = estate.register(nodes.servers().getFirst());
      try (Storm storm = new Storm(nodes.servers(), pins, estate.machines(), options.sockets)) {
        for (int round = 1; round <= rounds; round++) {
          Report.note("round %d of %d".formatted(round, rounds));
          Tally tally = storm.run(ROUND, LIMIT);
          if (tally.released() < ROUND) {
            Report.note("guests without a key: " + (ROUND - tally.released()));
            return false;
          }
        }
      }
    }
    Report.note("done");
    return true;
  }

  /** On a PostgreSQL if one starts here: there is none for every machine, nor for every user. */
  private static Nodes started(Path folder, String simulatedRoot, StormOptions options) {
    try {
      return Nodes.start(folder, simulatedRoot, options);
    } catch (RuntimeException e) {
      Report.note("on the embedded database instead of PostgreSQL: " + e);
      options.sqlite = true;
      return Nodes.start(folder, simulatedRoot, options);
    }
  }
}
