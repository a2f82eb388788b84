package dev.sealkeep.service.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command {@code ops/fault-test/storage}. */
public final class Storage {
  private static final long SEED = 1;
  private static final String USAGE =
      """
      Usage: ops/fault-test/storage

      Runs a server on a disk that fails on demand and prints a table: what was failed, what
      clients saw meanwhile, and how the server came back. It checks that
        without room, or on a read-only file system, a release is answered with a 503 and no
        key, /readyz says so, and the server goes on by itself once the disk is well;
        a failed fsync ends the process with exit code 74, and a restart has every
        acknowledged write;
        a torn WAL is read up to its last whole commit, and refused if an acknowledged one is
        missing;
        what it cannot start with is named, with exit code 2.

      Exit codes:
        0   every promise was kept
        1   a promise was broken; the server's data and log are left for inspection
        2   the command line cannot be used, or there is no gcc
      """;

  private Storage() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) throws IOException {
    List<String> given = List.of(arguments);
    if (given.contains("--help") || given.contains("-h")) {
      System.out.print(USAGE);
      return;
    }
    if (!given.isEmpty()) {
      System.err.println(
          "ops/fault-test/storage: there is no option " + given.getFirst() + ". See --help.");
      System.exit(2);
    }
    System.exit(run(System.out));
  }

  private static int run(PrintStream out) throws IOException {
    Path directory = Files.createTempDirectory("sealkeep-storage");
    Optional<FaultyDisk> disk = FaultyDisk.compile(directory);
    if (disk.isEmpty()) {
      System.err.println("ops/fault-test/storage: needs gcc to compile the faulty disk with");
      return 2;
    }
    boolean kept = true;
    try (StorageCampaign campaign = new StorageCampaign(directory, disk.get(), SEED)) {
      out.println("| scenario | injected (calls failed) | clients saw | recovered |");
      out.println("|---|---|---|---|");
      for (StorageFault fault : StorageFault.values()) {
        kept &= print(out, campaign.meet(fault));
      }
      kept &= print(out, campaign.tearWal());
    }
    if (kept) {
      delete(directory);
      out.println("every promise was kept");
      return 0;
    }
    out.println("the server's data and log are in " + directory);
    return 1;
  }

  private static boolean print(PrintStream out, StorageCampaign.Finding finding) {
    out.printf(
        "| %s | %s | %s | %s |%n",
        finding.scenario(), finding.injected(), finding.seen(), finding.after());
    finding.broken().forEach(broken -> out.println("BROKEN: " + broken));
    return finding.broken().isEmpty();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
