package dev.sealkeep.service.fault.network;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the system. */
final class Shell {
  private static final long LIMIT_SECONDS = 30;

  private Shell() {}

  /** Runs a command to its end; throws unless it succeeds. */
  static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void run(String... command) {
    run(List.of(command));
  }

  /** Sends a signal to a process; false if it is gone. */
  static boolean signal(String name, long pid) {
    try {
      run("kill", "-" + name, Long.toString(pid));
      return true;
    } catch (IllegalStateException e) {
      if (ProcessHandle.of(pid).isPresent()) {
        throw e;
      }
      return false;
    }
  }

  /** SIGKILL to processes, and waits until nothing of them runs. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    await()
        .atMost(Duration.ofSeconds(LIMIT_SECONDS))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> processes.stream().noneMatch(Shell::runs));
  }

  /** One that ended may stay listed until somebody asks for its exit code. */
  private static boolean runs(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      // The state stands behind the command's name, which is in brackets.
      return "ZX".indexOf(status.charAt(status.lastIndexOf(')') + 2)) < 0;
    } catch (IOException gone) {
      return false;
    }
  }
}
