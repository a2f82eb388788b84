package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshots;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.Checkpoint;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node remembers of the log from one run to the next, so that a start takes no longer the
 * longer the log is: the beginning that it has verified. What a start took from memory is verified
 * anew while the node runs, so that rows which were edited meanwhile are still found.
 *
 * <p>For one thread, which may block; {@link #unverified} is for any.
 */
public final class LogMemory {
  /** How many entries a start may have to read, about. */
  public static final long SPAN = 32_768;

  private static final Logger LOG = LoggerFactory.getLogger(LogMemory.class);

  private final VerifiedPrefixFile file;
  private final Snapshots store;
  private final LogWriter writer;
  private final long span;

  /** What the start took from memory and is not verified yet. */
  private volatile Optional<HighWater.Mark> taken;

  private volatile AppendableTree verified = AppendableTree.empty();
  private long remembered;

  /**
   * The memory of a node that has started.
   *
   * @param taken where the beginning ends that the start took from memory, if it did
   * @param span after how many entries more the log is written down anew
   */
  public LogMemory(
      VerifiedPrefixFile file,
      Snapshots store,
      LogWriter writer,
      Optional<HighWater.Mark> taken,
      long span) {
    this.file = file;
    this.store = store;
    this.writer = writer;
    this.span = span;
    this.taken = taken;
    this.remembered = taken.map(HighWater.Mark::size).orElse(0L);
  }

  /**
   * Writes down what is verified if the log has grown by enough. Takes about a second for a million
   * objects.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; what was written before stands
   */
  public void keepUp() {
    writeIfGrownBy(span);
  }

  /**
   * The same for a node that stops: what the next start would have to read is written down if it is
   * more than a few rows of a long log.
   */
  public void conclude() {
    if (writer.checkpoint().checkpoint().size() >= span) {
      writeIfGrownBy(LogFollower.CHUNK);
    }
  }

  private void writeIfGrownBy(long entries) {
    Checkpoint checkpoint = writer.checkpoint().checkpoint();
    if (checkpoint.size() - remembered >= entries) {
      file.write(checkpoint, writer.state());
      remembered = checkpoint.size();
    }
  }

  /** How many entries the start took from memory that are not verified anew yet. */
  public long unverified() {
    return taken.map(end -> end.size() - verified.size()).orElse(0L);
  }

  /**
   * Verifies the next rows of what the start took from memory, if there are any left. If they are
   * not what this node had verified, the memory is dropped and the writer stops for good, as the
   * next start will refuse.
   */
  public void verifyNext() {
    taken.ifPresent(this::verifyNext);
  }

  private void verifyNext(HighWater.Mark end) {
    try {
      long from = verified.size();
      long to = Math.min(end.size(), from + LogFollower.CHUNK);
      List<LogRow> rows = store.read(snapshot -> snapshot.log(from, to));
      verified = LogFollower.follow(verified, to, rows, (_, _) -> {});
      if (to == end.size()) {
        VerifiedLog.checkExtends(verified, end);
        taken = Optional.empty();
        LOG.info("the log's first {} entries are verified anew", to);
      }
    } catch (StoreUnavailableException e) {
      LOG.debug("the log cannot be read for now: {}", e.getMessage());
    } catch (LogDivergedException e) {
      taken = Optional.empty();
      // Nothing may write it anew before the next start has read the log.
      remembered = Long.MAX_VALUE;
      writer.diverged(e);
      file.remove();
    }
  }
}
