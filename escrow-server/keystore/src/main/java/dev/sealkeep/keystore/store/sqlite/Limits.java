package dev.sealkeep.keystore.store.sqlite;

import java.time.Duration;

/**
 * The bounds of an embedded store.
 *
 * @param queuedTransactions how many transactions may wait, run or await their answer's delivery
 * @param readConnections how many snapshots may be open at a time
 * @param readWait how long a read waits for a connection
 * @param busyTimeout how long a statement waits for a lock that another program holds, such as a
 *     shell that an operator opened on the database
 * @param databaseBytes the size the database file may reach; past it, writes fail as on a full disk
 */
public record Limits(
    int queuedTransactions,
    int readConnections,
    Duration readWait,
    Duration busyTimeout,
    long databaseBytes) {
  /** 1,024 transactions, 4 connections, 2 s, 2 s, 1 TiB. */
  public static final Limits DEFAULT =
      new Limits(1024, 4, Duration.ofSeconds(2), Duration.ofSeconds(2), 1L << 40);

  /** Throws {@link IllegalArgumentException} for a bound that is not positive. */
  public Limits {
    requirePositive("queuedTransactions", queuedTransactions);
    requirePositive("readConnections", readConnections);
    requirePositive("readWait in ms", readWait.toMillis());
    requirePositive("busyTimeout in ms", busyTimeout.toMillis());
    requirePositive("databaseBytes", databaseBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
