package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The logs that the database's log has taken the place of, one after the other, as the log root has
 * signed it. A node whose high-water mark is of one of them goes on by this way alone.
 */
public final class Successions {
  private static final String SETTING = "log-succession-";

  private final List<Proven> chain;

  private Successions(List<Proven> chain) {
    this.chain = List.copyOf(chain);
  }

  /**
   * A succession with what shows it.
   *
   * @param note the log root's signed note
   * @param entry the row of the entry that opened the new log
   */
  public record Proven(Succession succession, String note, LogRow entry) {}

  /**
   * Reads what the database holds.
   *
   * @param root the log root that has to have signed it
   * @throws LogDivergedException if it is not signed, or one does not follow the other
   */
  public static Successions read(Snapshot snapshot, LogVerifierKey root) {
    List<Proven> chain = new ArrayList<>();
    Optional<String> note = snapshot.serverSetting(SETTING + 1);
    while (note.isPresent()) {
      chain.add(proven(snapshot, note.get(), root, chain));
      note = snapshot.serverSetting(SETTING + (chain.size() + 1));
    }
    return new Successions(chain);
  }

  private static Proven proven(
      Snapshot snapshot, String note, LogVerifierKey root, List<Proven> before) {
    Succession succession =
        switch (Succession.verify(note, root)) {
          case LogResult.Accepted<Succession>(Succession accepted) -> accepted;
          case LogResult.Refused<Succession> refused ->
              throw new LogDivergedException(
                  "a succession of logs in the database is not signed by the log root");
        };
    boolean follows =
        before.isEmpty()
            || before.getLast().succession.successor().equals(succession.predecessor());
    long index = succession.kept().size();
    List<LogRow> rows = snapshot.log(index, index + 1);
    if (!follows || rows.size() != 1) {
      throw new LogDivergedException("the successions of logs in the database are incomplete");
    }
    return new Proven(succession, note, rows.getFirst());
  }

  /** Records one more, by which {@code note} becomes the newest. */
  void add(Transaction transaction, String note) {
    transaction.putServerSetting(SETTING + (chain.size() + 1), note);
  }

  /** All of them, the oldest first. */
  public List<Proven> chain() {
    return chain;
  }

  /**
   * What a mark demands of the log {@code origin}: the mark itself if it is that log's, what is
   * left of it if it is a predecessor's.
   *
   * @return a mark that the log has to extend
   * @throws LogDivergedException if the mark is of neither, or more was lost than was said
   */
  public HighWater.Mark demand(HighWater.Mark mark, String origin) {
    if (mark.origin().equals(origin)) {
      return mark;
    }
    return chain.stream()
        .map(Proven::succession)
        .filter(succession -> succession.kept().origin().equals(mark.origin()))
        .findFirst()
        .map(succession -> inherited(mark, succession))
        .orElseThrow(
            () ->
                new LogDivergedException(
                    ("the high-water file is of the log %s, the database of %s, which has not taken"
                            + " its place; put the right database in place")
                        .formatted(mark.origin(), origin)));
  }

  private static HighWater.Mark inherited(HighWater.Mark mark, Succession succession) {
    Checkpoint kept = succession.kept();
    Checkpoint signed = succession.signed();
    if (mark.size() <= kept.size()) {
      return mark;
    }
    boolean otherEnd = mark.size() == signed.size() && !mark.root().equals(signed.root());
    if (mark.size() > signed.size() || otherEnd) {
      throw new LogDivergedException(
          ("this node has signed %d entries of the log %s, which its successor %s does not count"
                  + " among the lost ones (it knew of %d); see docs/how-to/restored-database.md")
              .formatted(mark.size(), mark.origin(), succession.successor().name(), signed.size()));
    }
    return new HighWater.Mark(kept.origin(), kept.size(), kept.root());
  }
}
