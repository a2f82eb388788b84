package dev.sealkeep.service.log;

import dev.sealkeep.keystore.store.NodeRow;
import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two nodes from signing two histories. When another database server takes over, it may lack
 * commits of the one before, and only the node that signed over a lost entry can know. So nothing
 * is committed in a history until each node on the roll has found in it all that it knows, and said
 * so there. A node whose entries are missing says nothing, and nobody goes on.
 *
 * <p>That holds only if a node speaks for itself. Of two processes on copies of one data directory,
 * which have one id, the later start counts: it registers its run in its first transaction, after
 * it has followed all that the other committed, and from then on the other finds a run there that
 * its own directory does not know. The other cannot speak in a new history either, and is refused
 * when it is started again.
 */
public final class NodeRoll {
  private final NodeIdentity self;
  private final Set<String> forgotten;

  /** The history in which this node may commit; read by any thread. */
  private volatile @Nullable String confirmed;

  /**
   * The roll as one node keeps it.
   *
   * @param self this node and its run
   * @param forgotten ids of nodes that will not come back, by the operator's word
   */
  public NodeRoll(NodeIdentity self, Set<String> forgotten) {
    this.self = self;
    this.forgotten = Set.copyOf(forgotten);
  }

  /** Whether commits may go on in what {@code snapshot} reads without asking anybody. */
  boolean stands(Snapshot snapshot) {
    return snapshot.history().isEmpty()
        || (snapshot.history().equals(confirmed)
            && snapshot.nodeRun(self.id()).equals(Optional.of(self.run())));
  }

  /**
   * Registers this run, and gives this node's word in a history that is new to it.
   *
   * @param size how many entries this node knows and has found there
   * @return why members must wait, if they must
   * @throws NodeReplacedException if a copy of this node has registered a run
   */
  Optional<StoreUnavailableException> confirm(Transaction transaction, long size, Instant now) {
    String history = transaction.history();
    if (history.isEmpty()) {
      return Optional.empty();
    }
    register(transaction);
    if (history.equals(confirmed)) {
      return Optional.empty();
    }
    forgotten.forEach(transaction::removeNode);
    transaction.putNode(new NodeRow(self.id(), size, history, now));
    if (transaction.confirmedHistory().equals(Optional.of(history))) {
      return Optional.empty();
    }
    List<String> outstanding =
        transaction.nodes().stream()
            .filter(node -> !node.history().equals(history))
            .map(NodeRow::id)
            .toList();
    if (outstanding.isEmpty()) {
      transaction.putConfirmedHistory(history);
      return Optional.empty();
    }
    return Optional.of(
        new StoreUnavailableException(
            "another database server has taken over; nothing is committed until these nodes have"
                + " found in it what they signed: "
                + String.join(", ", outstanding)
                + ". Start them, or name those that are gone for good in forget-nodes"));
  }

  private void register(Transaction transaction) {
    if (!checkRun(transaction).equals(Optional.of(self.run()))) {
      transaction.putNodeRun(self.id(), self.run());
    }
  }

  /**
   * Finds the run that is registered for this node, which has to be one that this one goes on from.
   *
   * @throws NodeReplacedException if a copy of this node has registered it
   */
  public Optional<String> checkRun(Snapshot snapshot) {
    Optional<String> registered = snapshot.nodeRun(self.id());
    if (registered.isPresent() && !self.continues(registered.get())) {
      throw new NodeReplacedException(self.id());
    }
    return registered;
  }

  /** A transaction that {@link #confirm} held up nothing of was committed. */
  void committed(String history) {
    confirmed = history;
  }

  /** Takes this node off the roll: it will sign no more. */
  void leave(Transaction transaction) {
    transaction.removeNode(self.id());
  }
}
