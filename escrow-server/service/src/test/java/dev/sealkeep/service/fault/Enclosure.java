package dev.sealkeep.service.fault;

import dev.sealkeep.service.fault.network.SkewedClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process that a campaign runs in: in a network namespace that is made with it and ends with
 * it, as root there. Whoever is not root is made so in a user namespace of its own, where the
 * kernel lets anybody make one.
 */
final class Enclosure {
  /** The property that says, inside, where the campaign's files are. */
  static final String DIRECTORY = "sealkeep.fault.directory";

  private static final String CLOCK = "postgresql.clock";

  private Enclosure() {}

  /** Whether one can be made here. */
  static boolean possible() {
    List<String> command = new ArrayList<>(unshare());
    command.addAll(List.of("ip", "link", "show", "lo"));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> unshare() {
    return isRoot()
        ? List.of("unshare", "--net")
        : List.of("unshare", "--user", "--map-root-user", "--net");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Runs {@link ClusterFaults} in one; what it prints goes where this process prints. */
  static Process start(Path root, Path directory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(unshare());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            // It says so when it closes a server that was killed, as it has to.
            "-Dorg.slf4j.simpleLogger.log.io.zonky.test.db.postgres.embedded.EmbeddedPostgres=off",
            "-Dsealkeep.root=" + root,
            "-D" + DIRECTORY + "=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            ClusterFaults.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    Optional<Path> library = SkewedClock.compile(root, directory);
    if (library.isPresent()) {
      // The database server inherits it, and it alone goes by it.
      Map<String, String> clock =
          new SkewedClock(library.get(), directory.resolve(CLOCK)).environment();
      builder.environment().putAll(clock);
      builder.environment().put("SKEWED_CLOCK_OF", "postgres");
    }
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end the campaign"));
    return process;
  }

  /** Inside: the file of the database server's clock, if it goes by one. */
  static Optional<Path> databaseClock() {
    return Optional.ofNullable(System.getenv("SKEWED_CLOCK")).map(Path::of);
  }

  /** Inside: the library of skewed clocks, likewise. */
  static Optional<Path> clockLibrary() {
    return Optional.ofNullable(System.getenv("LD_PRELOAD")).map(Path::of);
  }
}
