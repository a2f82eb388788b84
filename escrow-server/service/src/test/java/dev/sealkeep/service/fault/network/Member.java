package dev.sealkeep.service.fault.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster and what a service manager does for it: a process that ends by itself is
 * started again after {@value #PAUSE_MILLIS} ms, with the same command. Nothing else is ever done
 * for it.
 */
public final class Member implements AutoCloseable {
  private static final long PAUSE_MILLIS = 500;
  private static final long END_SECONDS = 60;

  private final int number;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final Path output;
  private boolean wanted;
  private @Nullable Process process;
  private int starts;
  private final List<Integer> exits = new ArrayList<>();

  /**
   * A node that does not run yet.
   *
   * @param number from 1
   * @param command what runs it
   * @param directory takes its log and its output
   */
  Member(int number, List<String> command, Map<String, String> environment, Path directory) {
    this.number = number;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = directory.resolve("node" + number + ".log");
    this.output = directory.resolve("node" + number + ".out");
  }

  /** Its number. */
  public int number() {
    return number;
  }

  /** Starts it, unless it runs, and keeps it running; does not wait until it is ready. */
  public synchronized void start() {
    wanted = true;
    if (process == null || !process.isAlive()) {
      launch();
    }
  }

  private void launch() {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SKEWED_CLOCK_OF");
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      Process started = builder.start();
      starts++;
      process = started;
      CompletableFuture<Process> _ =
          started
              .onExit()
              .whenCompleteAsync(
                  (ended, _) -> ended(ended),
                  CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void ended(Process ended) {
    if (wanted && ended.equals(process)) {
      exits.add(ended.exitValue());
      launch();
    }
  }

  /** SIGKILL; it stays down until it is started. */
  public synchronized void kill() {
    wanted = false;
    if (process != null) {
      process.destroyForcibly();
      await(process);
    }
  }

  /** SIGTERM, and waits for its end; it stays down until it is started. */
  public synchronized void terminate() {
    wanted = false;
    if (process != null && process.toHandle().destroy()) {
      await(process);
    }
  }

  private static void await(Process process) {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the process does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGSTOP. */
  public synchronized void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public synchronized void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    if (process != null) {
      boolean _ = Shell.signal(name, process.pid());
    }
  }

  /** What it printed, all of its lives. */
  List<String> printed() {
    try {
      return Files.exists(output) ? Files.readAllLines(output) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often it was started. */
  public synchronized int starts() {
    return starts;
  }

  /** The exit codes of the times that it ended by itself. */
  public synchronized List<Integer> exits() {
    return List.copyOf(exits);
  }

  @Override
  public void close() {
    kill();
  }
}
