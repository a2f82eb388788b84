package dev.sealkeep.service.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A disk that fails on demand beneath a node: {@code ops/fault-test/storage-faults.c}, compiled for
 * this run and preloaded into the node, with its control file.
 */
final class FaultyDisk {
  private static final long COMPILE_SECONDS = 60;

  private final Path library;
  private final Path control;

  private FaultyDisk(Path library, Path control) {
    this.library = library;
    this.control = control;
  }

  /** Compiles the library into {@code directory}; empty where there is no C compiler. */
  static Optional<FaultyDisk> compile(Path directory) {
    Path source =
        Path.of(System.getProperty("sealkeep.root", ""), "ops", "fault-test", "storage-faults.c");
    Path library = directory.resolve("storage-faults.so");
    ProcessBuilder compiler =
        new ProcessBuilder(
            "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
    compiler.inheritIO();
    Process process;
    try {
      process = compiler.start();
    } catch (IOException noCompiler) {
      return Optional.empty();
    }
    try {
      if (!process.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("gcc cannot compile " + source);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return Optional.of(new FaultyDisk(library, directory.resolve("storage-faults")));
  }

  /** What a node on this disk has in its environment. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "STORAGE_FAULTS", control.toString());
  }

  /** Fails from now on what the rules say, and forgets what was failed before. */
  void fail(List<String> rules) {
    try {
      Files.deleteIfExists(hitsFile());
      Path next = control.resolveSibling("storage-faults.next");
      Files.write(next, rules);
      Files.move(next, control, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails nothing any more. */
  void heal() {
    try {
      Files.deleteIfExists(control);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was failed, a line {@code CALL NAME} each. */
  List<String> hits() {
    try {
      return Files.exists(hitsFile()) ? Files.readAllLines(hitsFile()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path hitsFile() {
    return control.resolveSibling("storage-faults.hits");
  }
}
