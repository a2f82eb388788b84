package dev.sealkeep.bench.releases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel holds a process to account for. proc(5). */
public record ProcessAccount(long pid) {
  /** USER_HZ, which Linux fixes at 100 for what it shows in /proc. */
  private static final int TICKS_PER_SECOND = 100;

  private static final int UTIME = 14;
  private static final int STIME = 15;

  /** The column of idle time behind the name {@code cpu}; the next is of waiting for a disk. */
  private static final int IDLE = 4;

  /**
   * CPU time so far of all threads, in user mode and in the kernel; {@code /proc/PID/stat}, fields
   * 14 and 15.
   */
  public Duration cpu() {
    return cpu(read("stat"));
  }

  /** The same of its children, theirs, and so on; those that have ended are left out. */
  public Duration cpuOfAll() {
    return Stream.concat(
            Stream.of(pid),
            ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid))
        .map(each -> readIfThere(Path.of("/proc", Long.toString(each), "stat")))
        .flatMap(Optional::stream)
        .map(ProcessAccount::cpu)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The same of those of its threads whose name begins so.
   *
   * @param name the beginning of a name, of at most 15 bytes, which is what the kernel keeps
   */
  public Duration cpuOfThreads(String name) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .map(thread -> readIfThere(thread.resolve("stat")))
          .flatMap(Optional::stream)
          .filter(stat -> stat.substring(stat.indexOf('(') + 1).startsWith(name))
          .map(ProcessAccount::cpu)
          .reduce(Duration.ZERO, Duration::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Time of all processors together in which they had nothing to do; {@code /proc/stat}. */
  public static Duration idle() {
    try {
      List<String> fields =
          List.of(Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1));
      long ticks = Long.parseLong(fields.get(IDLE)) + Long.parseLong(fields.get(IDLE + 1));
      return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread or a process may have ended since it was listed. */
  private static Optional<String> readIfThere(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static Duration cpu(String stat) {
    // The command's name, field 2, stands in parentheses and may hold spaces.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long ticks = Long.parseLong(fields.get(UTIME - 3)) + Long.parseLong(fields.get(STIME - 3));
    return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
  }

  /** The most memory that was ever resident, in KiB; {@code VmHWM} of {@code /proc/PID/status}. */
  public long peakResidentKibibytes() {
    return read("status")
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
