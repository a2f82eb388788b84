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

  /** Whether it may be run again in the same transaction after what it did has been undone. */
  default boolean repeatable() {
    return false;
  }

  /**
   * A member that changes nothing but the transaction, and so may share one savepoint with others
   * of its kind: they are written without waiting for the database in between, and if that fails,
   * they are run again, each under its own.
   */
  static <T> LogMember<T> sharing(LogMember<T> member) {
    return new LogMember<>() {
      @Override
      public T write(LogAppender appender) {
        return member.write(appender);
      }

      @Override
      public boolean repeatable() {
        return true;
      }
    };
  }
}
