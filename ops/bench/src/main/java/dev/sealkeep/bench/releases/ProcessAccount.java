package dev.sealkeep.bench.releases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the kernel holds a process to account for. proc(5). */
public record ProcessAccount(long pid) {
  /** USER_HZ, which Linux fixes at 100 for what it shows in /proc. */
  private static final int TICKS_PER_SECOND = 100;

  private static final int UTIME = 14;
  private static final int STIME = 15;

  /**
   * CPU time so far of all threads, in user mode and in the kernel; {@code /proc/PID/stat}, fields
   * 14 and 15.
   */
  public Duration cpu() {
    String stat = read("stat");
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
