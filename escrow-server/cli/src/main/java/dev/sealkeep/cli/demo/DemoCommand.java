package dev.sealkeep.cli.demo;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.terminal.Console;
import dev.sealkeep.cli.terminal.OutputOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sealkeep demo}. */
@Command(
    name = "demo",
    description = {
      "Show everything at work on this machine, without set-up: an escrow, a tenant, a policy, a"
          + " key,",
      "a simulated guest that gets it, one that does not, and the log that proves both."
    })
public final class DemoCommand implements Callable<Integer> {
  private final Console console;
  private final Commands commands;

  @Mixin private OutputOption output = new OutputOption();

  /** Makes the command; it uses {@code commands} as a user would. */
  public DemoCommand(Console console, Commands commands) {
    this.console = console;
    this.commands = commands;
  }

  record Result(boolean held, double seconds, List<Steps.Step> steps) {}

  @Override
  public Integer call() {
    long start = System.nanoTime();
    // Begun before anything else is loaded: it is the longest single piece of work.
    CompletableFuture<Machines> root =
        CompletableFuture.supplyAsync(() -> Machines.create(new SecureRandom(), Instant.now()));
    Steps steps = new Steps(console, output.json());
    try (DemoDirectory directory = DemoDirectory.create()) {
      keepNativeLibrariesIn(directory);
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
      runIn(directory, steps, root);
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    output.print(
        console,
        new Result(true, seconds, steps.done()),
        style ->
            "\n"
                + style.good("Everything held")
                + String.format(
                    Locale.ROOT, " in %.1f s; nothing is left on this machine.", seconds));
    return ExitCode.OK.number();
  }

  private void runIn(DemoDirectory directory, Steps steps, CompletableFuture<Machines> root) {
    Demo demo = new Demo(directory, commands, console, steps);
    Thread interrupted =
        new Thread(
            () -> {
              demo.close();
              directory.close();
            },
            "demo-cleanup");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (demo) {
      demo.run(root);
    } catch (DemoFailure e) {
      throw CommandFailure.of(
          ExitCode.REFUSED,
          "the demo did not hold: " + e.getMessage(),
          "Nothing is left behind; report it with this output.");
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private static void keepNativeLibrariesIn(DemoDirectory directory) {
    String folder = directory.folder("native").toString();
    for (String property :
        List.of("org.sqlite.tmpdir", "io.netty.native.workdir", "vertx.cacheDirBase")) {
      System.setProperty(property, folder);
    }
  }
}
