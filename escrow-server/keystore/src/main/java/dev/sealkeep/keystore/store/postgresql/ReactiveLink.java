package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.Row;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the reactive client, for a thread that waits. What is sent goes out at once,
 * behind what was sent before it, and answers are waited for only where they are needed: the server
 * works on one statement while the next is on its way.
 *
 * <p>In a transaction that a statement has failed in, the server refuses all that follow. The first
 * failure is therefore the one that counts, and it is thrown by the next call that waits.
 *
 * <p>The server ends a statement that takes too long. A connection whose answer is later than that
 * by a margin is given up.
 */
final class ReactiveLink implements Link {
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final PgConnection connection;
  private final Duration limit;
  private final List<Future<RowSet<io.vertx.sqlclient.Row>>> outstanding = new ArrayList<>();

  /** The first failure since the last one was thrown; set on the event loop. */
  private AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private volatile boolean broken;
  private volatile @Nullable String warning;

  ReactiveLink(PgConnection connection, Duration statementTimeout) {
    this.connection = connection;
    this.limit = statementTimeout.plus(MARGIN);
    connection.closeHandler(closed -> broken = true);
    connection.exceptionHandler(failure -> broken = true);
    connection.noticeHandler(
        notice -> {
          if ("WARNING".equals(notice.getSeverity())) {
            warning = notice.getMessage();
          }
        });
  }

  @Override
  public boolean open() {
    return !broken;
  }

  @Override
  public <T> List<T> query(String sql, Row.Reader<T> reader, Object... arguments) {
    List<T> rows = new ArrayList<>();
    for (io.vertx.sqlclient.Row row : await(prepared(sql, arguments))) {
      rows.add(reader.read(new ReactiveRow(row)));
    }
    return rows;
  }

  @Override
  public int update(String sql, Object... arguments) {
    return await(prepared(sql, arguments)).rowCount();
  }

  @Override
  public void send(Touches touches, String sql, Object... arguments) {
    if (arguments.length == 0) {
      track(connection.query(sql).execute());
      return;
    }
    track(
        switch (touches) {
          case ANY -> prepared(sql, arguments);
          case ONE -> prepared(sql, arguments).compose(ReactiveLink::requireOne);
        });
  }

  private static <R extends RowSet<?>> Future<R> requireOne(R result) {
    return result.rowCount() == 1
        ? Future.succeededFuture(result)
        : Future.failedFuture(
            new IllegalStateException(
                "a write changed " + result.rowCount() + " rows instead of one"));
  }

  @Override
  public void undo(String statement) {
    failure = new AtomicReference<>();
    track(connection.query(statement).execute());
  }

  @Override
  public void settle() {
    awaitOutstanding();
  }

  /**
   * A statement's time limit would end the wait for a synchronous standby, and the server would
   * then report success with a warning only; so the limit is lifted for COMMIT, and a warning is
   * taken for a failure.
   */
  @Override
  public void commit() {
    track(connection.query("SET LOCAL statement_timeout = 0").execute());
    warning = null;
    await(connection.query("COMMIT").execute());
    String warned = warning;
    if (warned != null) {
      throw new StoreUnavailableException("the server committed with a warning: " + warned);
    }
  }

  @Override
  public void close() {
    broken = true;
    Future<Void> _ = connection.close();
  }

  private Future<RowSet<io.vertx.sqlclient.Row>> prepared(String sql, Object... arguments) {
    Tuple tuple = Tuple.tuple();
    for (Object argument : arguments) {
      tuple.addValue(argument instanceof byte[] bytes ? Buffer.buffer(bytes) : argument);
    }
    return connection.preparedQuery(Placeholders.numbered(sql)).execute(tuple);
  }

  private RowSet<io.vertx.sqlclient.Row> await(Future<RowSet<io.vertx.sqlclient.Row>> last) {
    track(last);
    awaitOutstanding();
    return last.result();
  }

  private void track(Future<RowSet<io.vertx.sqlclient.Row>> sent) {
    AtomicReference<@Nullable RuntimeException> mine = failure;
    outstanding.add(sent.onFailure(cause -> note(mine, cause)));
  }

  private void note(AtomicReference<@Nullable RuntimeException> slot, Throwable cause) {
    RuntimeException translated = PostgresqlFaults.translate(cause);
    if (translated instanceof StoreUnavailableException) {
      broken = true;
    }
    slot.compareAndSet(null, translated);
  }

  private void awaitOutstanding() {
    try {
      Future.join(outstanding)
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException _) {
      // Noted when it happened.
    } catch (TimeoutException e) {
      broken = true;
      throw new StoreUnavailableException(
          "the database server has not answered for " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      broken = true;
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the database", e);
    }
    outstanding.clear();
    RuntimeException first = failure.getAndSet(null);
    if (first != null) {
      throw first;
    }
  }
}
