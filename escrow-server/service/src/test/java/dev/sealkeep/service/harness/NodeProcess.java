package dev.sealkeep.service.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link NodeMain} that runs, as seen from the test that started it. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedReader output;
  private final Path errors;
  private final Optional<String> token;
  private final int port;
  private final Path caFile;
  private final long readyMillis;
  private final PinnedHttp http;

  private NodeProcess(Process process, Path errors) throws IOException {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.errors = errors;
    String line = line();
    if (line.startsWith("token ")) {
      token = Optional.of(line.substring("token ".length()));
      line = line();
    } else {
      token = Optional.empty();
    }
    String[] ready = line.split(" ", 4);
    if (ready.length != 4 || !ready[0].equals("ready")) {
      throw new IllegalStateException("the node printed: " + line);
    }
    port = Integer.parseInt(ready[1]);
    readyMillis = Long.parseLong(ready[2]);
    caFile = Path.of(ready[3]);
    http = new PinnedHttp(port, caFile);
  }

  /** The node ended before it was ready; the message holds its log. */
  public static final class EndedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    EndedException(String message, int exitCode) {
      super(message);
      this.exitCode = exitCode;
    }

    /** Its exit code. */
    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * Starts a node on {@code data} that accepts the {@link Simulation}'s evidence, and waits until
   * it is ready.
   *
   * @param errors the file that its log is appended to
   */
  public static NodeProcess start(Path data, Path errors) {
    return start(NodeMain.class, data, errors);
  }

  /**
   * Starts a variant of a node, and waits until it is ready.
   *
   * @param main a main class that takes and prints what {@link NodeMain} does
   * @throws EndedException if it ends instead, or has to be ended because it is never ready
   */
  public static NodeProcess start(Class<?> main, Path data, Path errors) {
    return start(main, List.of(), data, errors, Map.of());
  }

  /** Starts a variant of a node with more in its environment, and waits until it is ready. */
  public static NodeProcess start(
      Class<?> main, Path data, Path errors, Map<String, String> environment) {
    return start(main, List.of(), data, errors, environment);
  }

  /** Starts a variant of a node in a JVM with these options, and waits until it is ready. */
  public static NodeProcess start(Class<?> main, List<String> options, Path data, Path errors) {
    return start(main, options, data, errors, Map.of());
  }

  private static NodeProcess start(
      Class<?> main,
      List<String> options,
      Path data,
      Path errors,
      Map<String, String> environment) {
    Process process = launch(main, options, data, errors, environment);
    CompletableFuture<?> watch =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(START_LIMIT.toSeconds(), TimeUnit.SECONDS));
    try {
      return new NodeProcess(process, errors);
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  /** Starts a variant of a node, and waits for nothing. */
  public static Process launch(Class<?> main, Path data, Path errors) {
    return launch(main, List.of(), data, errors, Map.of());
  }

  private static Process launch(
      Class<?> main,
      List<String> options,
      Path data,
      Path errors,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            data.toString(),
            Simulation.genoa().rootSpkiSha256()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      int exitCode = exitCode().orElseThrow();
      throw new EndedException("the node ended:\n" + Files.readString(errors), exitCode);
    }
    return line;
  }

  /** A client of it. */
  public PinnedHttp http() {
    return http;
  }

  /** The certificate that its clients trust. */
  public Path caFile() {
    return caFile;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The admin token, at the first start. */
  public Optional<String> token() {
    return token;
  }

  /** How long its JVM took from its own start until the node was ready. */
  public long readyMillis() {
    return readyMillis;
  }

  /** Waits; false if it ended by itself meanwhile. */
  public boolean survives(Duration wait) {
    return !ends(wait);
  }

  private boolean ends(Duration wait) {
    return ends(process, wait);
  }

  /** Waits for it to end by itself; yields its exit code, or nothing if it goes on. */
  public OptionalInt exitCode() {
    return ends(END_LIMIT) ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
  }

  private static boolean ends(Process process, Duration wait) {
    try {
      return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL. */
  public void kill() {
    kill(process);
  }

  /** SIGKILL to a launched node. */
  public static void kill(Process process) {
    process.destroyForcibly();
    if (!ends(process, END_LIMIT)) {
      throw new IllegalStateException("the process survived SIGKILL");
    }
  }

  /** SIGTERM; does not wait. */
  public void terminate() {
    // Not Process.destroy, which closes the output that drained() reads.
    if (!process.toHandle().destroy()) {
      throw new IllegalStateException("the process takes no SIGTERM");
    }
  }

  /** Waits for the end; yields whether its last line said that it had drained. */
  public boolean drained() {
    if (!ends(END_LIMIT)) {
      return false;
    }
    return output.lines().anyMatch("drained"::equals);
  }

  @Override
  public void close() {
    kill();
    http.close();
  }
}
