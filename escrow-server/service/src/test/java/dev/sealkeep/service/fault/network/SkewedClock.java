package dev.sealkeep.service.fault.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The time of day as one process sees it: {@code ops/fault-test/skewed-clock.c} in it, and the file
 * with the shift.
 */
public final class SkewedClock {
  private static final String LIBRARY = "skewed-clock.so";

  private final Path library;
  private final Path file;

  /** A clock that goes right, whose file is made. */
  public SkewedClock(Path library, Path file) {
    this.library = library;
    this.file = file;
    set(Duration.ZERO);
  }

  /** Compiles the library into {@code directory}; empty where there is no C compiler. */
  public static Optional<Path> compile(Path root, Path directory) {
    Path library = directory.resolve(LIBRARY);
    Path source = root.resolve("ops/fault-test/skewed-clock.c");
    if (!hasCompiler()) {
      return Optional.empty();
    }
    Shell.run("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    return Optional.of(library);
  }

  private static boolean hasCompiler() {
    try {
      Process process = new ProcessBuilder("gcc", "--version").start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a process that goes by this clock has in its environment. */
  public Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "SKEWED_CLOCK", file.toString());
  }

  /** Shifts it from the machine's, at once. */
  public void set(Duration shift) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(shift.toMillis());
    try {
      if (!Files.exists(file)) {
        Files.write(file, bytes.array());
        return;
      }
      // In place: the file is mapped.
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        int written = channel.write(bytes.flip(), 0);
        if (written != Long.BYTES) {
          throw new IOException("the shift was not written");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
