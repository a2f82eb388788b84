package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.NodeRow;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.ledger.tree.TileWrite;
import dev.sealkeep.ledger.tree.TreeUpdate;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/**
 * Opens a new log on the rest of one whose end was lost, in one transaction: its first entry names
 * the gap, and every node that still signs the old log finds it there and stops.
 */
public final class LogSuccessor {
  private LogSuccessor() {}

  /**
   * Writes it all but the new log's keys.
   *
   * @param log what is left of the old log, verified
   * @param before the successions that the database holds
   * @param succession of {@code log}
   * @param root signs it
   * @param tagKey the system tenant's k_tenant
   * @throws LogDivergedException if the database's log has changed since it was verified
   */
  public static void open(
      Transaction transaction,
      VerifiedLog log,
      Successions before,
      Succession succession,
      LogSigner root,
      SecretBytes tagKey,
      SecureRandom random) {
    LogHead head = transaction.logHead();
    if (head.size() != log.tree().size() || !log.tree().root().equals(MerkleHash.of(head.root()))) {
      throw new LogDivergedException(
          "a node has written to the database meanwhile; stop every node and begin anew");
    }
    Instant now = transaction.now();
    Instant entryTime = now.isAfter(head.time()) ? now : head.time();
    LogAppender appender =
        new LogAppender(
            transaction, now, entryTime, head.size(), random, log.state().view().above(), false);
    LogAppender.AppendedEntry opening =
        appender.append(
            DecisionId.random(random),
            Entry.SYSTEM_TENANT,
            tagKey,
            header -> new Entry.Open(header, succession.successor().name(), succession.gap()));
    TreeUpdate update = log.tree().append(List.of(opening.hash()));
    for (TileWrite tile : update.writes()) {
      transaction.putTile(tile.level(), tile.index(), tile.bytes());
    }
    transaction.putLogHead(new LogHead(update.size(), update.root().bytes(), entryTime));
    before.add(transaction, succession.issue(root).format());
    emptyRoll(transaction);
  }

  /** Each node gives its word anew, at its start and by the succession. */
  private static void emptyRoll(Transaction transaction) {
    transaction.nodes().stream().map(NodeRow::id).toList().forEach(transaction::removeNode);
    if (!transaction.history().isEmpty()) {
      transaction.putConfirmedHistory(transaction.history());
    }
  }
}
