package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.protocol.log.MerkleHash;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the members of a transaction, of which each may fail alone.
 *
 * <p>For that, each needs a savepoint, whose end waits for the database. Members that may be run
 * twice are therefore first written all together, under one savepoint, and the database is waited
 * for once: while the log's head is locked, no other node writes. If any of them fails, all are
 * undone and written one by one; so are those of some transactions after it, so that whoever makes
 * members fail on purpose does not have every transaction written twice.
 *
 * <p>For the store's thread alone.
 */
final class MemberWrites {
  /** Transactions that are written one by one after one that failed together. */
  static final int CAREFUL = 16;

  private final SecureRandom random;
  private int careful;

  MemberWrites(SecureRandom random) {
    this.random = random;
  }

  /**
   * What the members write in.
   *
   * @param now the database's time
   * @param entryTime the time in the entries
   * @param firstIndex of the first entry
   */
  record Place(Transaction transaction, Instant now, Instant entryTime, long firstIndex) {}

  /**
   * Runs the members; {@code state} learns what they changed.
   *
   * @return the leaf hashes of what those that did not fail appended
   */
  List<MerkleHash> write(Place place, List<Pending<?>> batch, StateIndex.View state) {
    if (careful > 0) {
      careful--;
    } else if (!batch.isEmpty() && batch.stream().allMatch(Pending::repeatable)) {
      StateIndex.View attempt = state.above();
      try {
        List<MerkleHash> hashes =
            place.transaction().savepoint(() -> together(place, batch, attempt));
        state.addAll(attempt);
        return hashes;
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (RuntimeException _) {
        // Which of them it was, and why, shows when they are written one by one.
        careful = CAREFUL;
      }
    }
    return oneByOne(place, batch, state);
  }

  private List<MerkleHash> together(Place place, List<Pending<?>> batch, StateIndex.View state) {
    List<MerkleHash> hashes = new ArrayList<>();
    for (Pending<?> member : batch) {
      LogAppender appender = appender(place, hashes.size(), state, true);
      member.writeUnprotected(appender);
      keep(appender, hashes, state);
    }
    return hashes;
  }

  private List<MerkleHash> oneByOne(Place place, List<Pending<?>> batch, StateIndex.View state) {
    List<MerkleHash> hashes = new ArrayList<>();
    for (Pending<?> member : batch) {
      LogAppender appender = appender(place, hashes.size(), state, false);
      if (member.write(appender)) {
        keep(appender, hashes, state);
      }
    }
    return hashes;
  }

  private LogAppender appender(Place place, int appended, StateIndex.View state, boolean together) {
    return new LogAppender(
        place.transaction,
        place.now,
        place.entryTime,
        place.firstIndex + appended,
        random,
        state.above(),
        together);
  }

  private static void keep(LogAppender appender, List<MerkleHash> hashes, StateIndex.View state) {
    appender.appended().forEach(entry -> hashes.add(entry.hash()));
    state.addAll(appender.state());
  }
}
