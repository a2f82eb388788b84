package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.ledger.tree.AppendableTree;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.MerkleHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Follows rows of the log, and believes none that does not open its leaf. */
final class LogFollower {
  /** How many rows are read at a time. */
  static final int CHUNK = 1_024;

  private LogFollower() {}

  /** Learns of each entry. */
  @FunctionalInterface
  interface Sink {
    void follow(long index, Entry entry);
  }

  /**
   * Appends the leaves of {@code rows}, which have to be those from the tree's size up to {@code
   * to}.
   *
   * @throws LogDivergedException if one is missing or is not what it says
   */
  static AppendableTree follow(AppendableTree tree, long to, List<LogRow> rows, Sink sink) {
    if (rows.size() != to - tree.size()) {
      throw new LogDivergedException("log entries are missing from " + tree.size() + " on");
    }
    List<MerkleHash> hashes = new ArrayList<>(rows.size());
    long index = tree.size();
    for (LogRow row : rows) {
      Leaf leaf = leaf(row);
      if (row.index() != index || !leaf.opensTo(row.salt(), row.entry())) {
        throw new LogDivergedException("log entry " + index + " does not open its leaf");
      }
      Entry entry = entry(row);
      if (!entry.tenant().equals(row.tenant())
          || !entry.kind().equals(row.kind())
          || !Arrays.equals(entry.id().bytes(), row.id())) {
        throw new LogDivergedException("log row " + index + " is not labelled as its entry says");
      }
      sink.follow(index, entry);
      hashes.add(leaf.leafHash());
      index++;
    }
    return tree.append(hashes).newer();
  }

  private static Leaf leaf(LogRow row) {
    return switch (Leaf.parse(row.leaf())) {
      case LogResult.Accepted<Leaf>(Leaf leaf) -> leaf;
      case LogResult.Refused<Leaf> refused ->
          throw new LogDivergedException("log leaf " + row.index() + " is malformed");
    };
  }

  private static Entry entry(LogRow row) {
    return switch (Entry.decode(row.entry())) {
      case LogResult.Accepted<Entry>(Entry entry) -> entry;
      case LogResult.Refused<Entry> refused ->
          throw new LogDivergedException("log entry " + row.index() + " is malformed");
    };
  }
}
