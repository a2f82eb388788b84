package dev.sealkeep.service.log;

/**
 * One change that wants to be committed with its log entry. It shares a transaction with others,
 * under a savepoint of its own: what it throws fails it alone.
 *
 * @param <T> what it yields
 */
@FunctionalInterface
public interface LogMember<T> {
  /**
   * Reads, checks and writes; appends the entry that records it. Runs on the store's thread, after
   * the log-head row is locked, and must not block on anything but the transaction.
   *
   * @throws RuntimeException to be left out; nothing of it is kept
   */
  T write(LogAppender appender);
}
