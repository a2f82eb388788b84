package dev.sealkeep.simulator.emulate;

import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SimulatedGuestFile;
import dev.sealkeep.simulator.TestInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a command of {@code ops/emulate} on the classes under test. */
public final class FrontEnd {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path ROOT = Path.of(System.getProperty("sealkeep.root", "."));

  private FrontEnd() {}

  /**
   * How a program ended.
   *
   * @param status its exit status; 128 and the signal's number after a signal
   */
  public record Ended(int status, String out, String err) {
    /** The value of {@code name=value} in the first line that starts with {@code line}. */
    String value(String line, String name) {
      return values(line, name).getFirst();
    }

    /** The values in all lines that start with {@code line}. */
    List<String> values(String line, String name) {
      return out.lines()
          .filter(text -> text.startsWith(line + " "))
          .flatMap(text -> List.of(text.split(" ", -1)).stream())
          .filter(part -> part.startsWith(name + "="))
          .map(part -> part.substring(name.length() + 1))
          .toList();
    }
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The Java that runs this. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Makes a machine for a front end. */
  static Path machine(Path directory) throws IOException {
    Path machine = directory.resolve("machine");
    TestInstallation.of(Product.GENOA).store(machine);
    SimulatedGuestFile.of(GuestConfiguration.of(TestInstallation.MEASUREMENT).build())
        .write(machine);
    return machine;
  }

  /** Starts {@code ops/emulate/NAME}; its messages go to the file {@code err} of the directory. */
  public static Process start(Path directory, String name, List<String> arguments)
      throws IOException {
    return start(directory, name, Map.of(), arguments);
  }

  /** The same with other variables in the environment. */
  public static Process start(
      Path directory, String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("ops/emulate").resolve(name).toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(directory.resolve("err").toFile());
    builder.environment().put("SEALKEEP_SIMULATOR_CLASS_PATH", classPath());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("SEALKEEP_EMULATED_GUEST");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs {@code ops/emulate/NAME} to its end. */
  static Ended run(Path directory, String name, List<String> arguments) throws Exception {
    return finish(directory, start(directory, name, arguments));
  }

  /** Closes a program's input, and waits for its end; a program that does not end is a failure. */
  public static Ended finish(Path directory, Process process) throws Exception {
    process.getOutputStream().close();
    Path err = directory.resolve("err");
    try {
      String out =
          CompletableFuture.supplyAsync(() -> text(process))
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new TimeoutException("it closed its output");
      }
      return new Ended(process.exitValue(), out, Files.readString(err));
    } catch (TimeoutException late) {
      throw new AssertionError("still running; it says: " + Files.readString(err), late);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles a client of this module, statically, and returns the program. */
  static Path compiled(Path directory, String source) throws Exception {
    Path program = directory.resolve(source);
    Path file = ROOT.resolve("guest-client/simulator/src/test/c").resolve(source + ".c");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-static",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-pthread",
                "-o",
                program.toString(),
                file.toString())
            .inheritIO()
            .start();
    if (!gcc.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      throw new AssertionError("cannot compile " + file);
    }
    return program;
  }
}
