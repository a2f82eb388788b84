package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Leaf;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a {@link LogMember} writes with: the transaction, its time, and the next places in the log.
 */
public final class LogAppender {
  private final Transaction transaction;
  private final Instant now;
  private final Instant entryTime;
  private final long firstIndex;
  private final SecureRandom random;
  private final StateIndex.View state;
  private final boolean together;
  private final List<AppendedEntry> appended = new ArrayList<>();

  LogAppender(
      Transaction transaction,
      Instant now,
      Instant entryTime,
      long firstIndex,
      SecureRandom random,
      StateIndex.View state,
      boolean together) {
    this.transaction = transaction;
    this.now = now;
    this.entryTime = entryTime;
    this.firstIndex = firstIndex;
    this.random = random;
    this.state = state;
    this.together = together;
  }

  /** The transaction everything is read and written in. */
  public Transaction transaction() {
    return transaction;
  }

  /** The database's time. */
  public Instant now() {
    return now;
  }

  /** The newest state entry about {@code subject}, this transaction's own included. */
  public Optional<StateIndex.Newest> newest(StateIndex.Subject subject) {
    return state.newest(subject);
  }

  /** The newest entry that opened a log. */
  public Optional<StateIndex.Opening> opening() {
    return state.opening();
  }

  /** Whether nothing may be released, as {@link StateIndex#held} says. */
  public boolean held() {
    return state.held();
  }

  /**
   * Spends a challenge; false if it was spent before. Among members that are written together it is
   * taken to be unspent, and if it was not, they are all undone and written one by one.
   *
   * @param random the challenge's random value, 32 bytes
   */
  public boolean spendChallenge(byte[] random) {
    if (together) {
      transaction.spendUnspentChallenge(random, now);
      return true;
    }
    return transaction.spendChallenge(random, now);
  }

  /** The index the next entry will have. */
  public long nextIndex() {
    return firstIndex + appended.size();
  }

  /**
   * Appends an entry.
   *
   * @param id its id, unique in the log
   * @param tenant whose it is
   * @param tagKey that tenant's k_tenant
   * @param make makes the entry from its header, which carries the log's time
   */
  public AppendedEntry append(
      DecisionId id, String tenant, SecretBytes tagKey, Function<Entry.Header, Entry> make) {
    Entry entry = make.apply(new Entry.Header(id, entryTime.toEpochMilli(), tenant));
    byte[] encoded = entry.encode();
    byte[] salt = new byte[Leaf.SALT_BYTES];
    random.nextBytes(salt);
    Leaf leaf = Leaf.of(tagKey, salt, encoded);
    AppendedEntry added =
        new AppendedEntry(nextIndex(), entry, encoded, salt, leaf, leaf.leafHash());
    transaction.appendLog(
        new LogRow(added.index(), id.bytes(), entry.kind(), tenant, encoded, salt, leaf.data()));
    state.follow(added.index(), entry);
    appended.add(added);
    return added;
  }

  List<AppendedEntry> appended() {
    return appended;
  }

  StateIndex.View state() {
    return state;
  }

  /**
   * An entry with its place in the log.
   *
   * @param index from 0
   * @param entry what it says
   * @param encoded its bytes as stored
   * @param salt 32 bytes
   * @param leaf C and T
   * @param hash the Merkle tree's leaf hash
   */
  @SuppressWarnings("ArrayRecordComponent") // stored bytes; never compared
  public record AppendedEntry(
      long index, Entry entry, byte[] encoded, byte[] salt, Leaf leaf, MerkleHash hash) {}
}
