package dev.sealkeep.bench.cost;

import dev.sealkeep.bench.releases.Load;
import dev.sealkeep.bench.releases.ProcessAccount;
import dev.sealkeep.bench.releases.Scrape;
import dev.sealkeep.bench.releases.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * CPU time and transactions so far; the difference of two accounts is what happened between them.
 * Times in seconds.
 *
 * @param first CPU of the first node
 * @param log CPU of the first node's threads for the log
 * @param others CPU of the other nodes together
 * @param database CPU of the database server's processes, less those that have ended; 0 for none
 * @param guests CPU of this process, which guests run in
 * @param idle of all processors, in which nobody on the machine had work
 * @param commits transactions of the log, of all nodes
 * @param members members of these
 * @param committing time of these, one after the other
 */
public record Account(
    double first,
    double log,
    double others,
    double database,
    double guests,
    double idle,
    double commits,
    double members,
    double committing) {
  /** The threads that write and that answer what was written; their names are cut by the kernel. */
  private static final String LOG_THREADS = "sealkeep-store";

  /** What is accounted for. */
  public record Subject(List<ServerProcess> nodes, List<Load> scrapers, OptionalLong database) {}

  /** The account of this moment. */
  public static Account of(Subject subject) {
    List<Scrape> scrapes = subject.scrapers.stream().map(Load::scrape).toList();
    List<ProcessAccount> nodes = subject.nodes.stream().map(ServerProcess::account).toList();
    return new Account(
        seconds(nodes.getFirst().cpu()),
        seconds(nodes.getFirst().cpuOfThreads(LOG_THREADS)),
        nodes.stream().skip(1).mapToDouble(node -> seconds(node.cpu())).sum(),
        subject.database.isPresent()
            ? seconds(new ProcessAccount(subject.database.getAsLong()).cpuOfAll())
            : 0,
        seconds(new ProcessAccount(ProcessHandle.current().pid()).cpu()),
        seconds(ProcessAccount.idle()),
        sum(scrapes, "sealkeep_commit_batch_count"),
        sum(scrapes, "sealkeep_commit_batch_sum"),
        sum(scrapes, "sealkeep_commit_seconds_sum"));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double sum(List<Scrape> scrapes, String series) {
    return scrapes.stream().mapToDouble(scrape -> scrape.value(series)).sum();
  }

  /** CPU of all nodes. */
  public double nodes() {
    return first + others;
  }

  /** What happened since {@code before}. */
  public Account since(Account before) {
    return new Account(
        first - before.first,
        log - before.log,
        others - before.others,
        database - before.database,
        guests - before.guests,
        idle - before.idle,
        commits - before.commits,
        members - before.members,
        committing - before.committing);
  }
}
