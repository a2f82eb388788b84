package dev.sealkeep.keystore.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Writes, after reads that see every earlier commit. The log-head row is already locked. */
public interface Transaction extends Snapshot {
  /** The database's own time, in milliseconds. */
  Instant now();

  /** Every node that writes to the log. */
  List<NodeRow> nodes();

  /** Inserts or replaces a node's word. Lost with the transaction: it is given again. */
  void putNode(NodeRow row);

  /** Registers a node's run in place of the one before. Lost with the transaction, as above. */
  void putNodeRun(String id, String run);

  /** Takes a node out. */
  void removeNode(String id);

  /** Records under {@link Snapshot#confirmedHistory} that every node has confirmed a history. */
  void putConfirmedHistory(String history);

  /** Runs {@code member} under a savepoint: if it throws, its writes alone are undone. */
  <T> T savepoint(Supplier<T> member);

  /**
   * Appends a row to the log. {@link IllegalStateException} says that its index is taken, at the
   * latest when something is next read or the savepoint ends.
   */
  void appendLog(LogRow row);

  /** Writes the hashes of a tile from its start; replaces what was there. */
  void putTile(int level, long index, byte[] hashes);

  /** Replaces the head of the log. */
  void putLogHead(LogHead head);

  /** Records a challenge's random value; false if it was spent before. */
  boolean spendChallenge(byte[] random, Instant now);

  /**
   * Records the random value of a challenge that must not have been spent. {@link
   * IllegalStateException} says that it was, as late as that of {@link #appendLog}: nothing is
   * waited for.
   */
  void spendUnspentChallenge(byte[] random, Instant now);

  /**
   * Forgets challenges spent before {@code before}, the oldest first.
   *
   * @param atMost how many at a time
   * @return how many were forgotten
   */
  int forgetChallenges(Instant before, int atMost);

  /** Inserts or replaces a tenant. */
  void putTenant(TenantRow row);

  /** Adds a version of a policy. */
  void putPolicy(PolicyRow row);

  /** Adds a version of a reference set. */
  void putReference(ReferenceRow row);

  /** Inserts or replaces a sealing key. */
  void putKey(KeyRow row);

  /** Inserts or replaces a wrapped version of a sealing key. */
  void putKeyVersion(KeyVersionRow row);

  /** Inserts or replaces a wrapped secret of the server. */
  void putServerSecret(String name, byte[] wrapped);

  /** Inserts or replaces a setting of the server. */
  void putServerSetting(String name, String value);

  /** Adds the digest of a bearer token. */
  void putAdminToken(byte[] digest, Instant created);

  /** Archives a blob under its digest, unless it is there. */
  void archiveEvidence(String tenant, byte[] digest, byte[] blob);

  /** Records a decision for its tenant to read. */
  void putDecision(DecisionRow row);

  /** Inserts or replaces an item of collateral; keeps the time of a row that was used later. */
  void putCollateral(CollateralRow row);

  /** Notes that evidence verified with an item; does nothing if there is none of that id. */
  void useCollateral(String id, Instant verified);

  /** Forgets all items but {@code keep}: those that {@link #collateralByUse} lists first. */
  void trimCollateral(int keep);
}
