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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the reactive client, for a thread that waits. What is sent goes out at once,
 * behind what was sent before it, and answers are waited for only where they are needed: the server
 * works on one statement while the next is on its way. Insertions alone are held back, and those of
 * one statement go out as one command: a command costs this process and the server as much as the
 * row that it inserts.
 *
 * <p>In a transaction that a statement has failed in, the server refuses all that follow. The first
 * failure is therefore the one that counts, and it is thrown by the next call that waits.
 *
 * <p>The server ends a statement that takes too long. A connection whose answer is later than that
 * by a margin is given up.
 */
final class ReactiveLink implements Link {
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Insertions that are held back for others of their kind, at most. */
  private static final int HELD = 1_024;

  private final PgConnection connection;
  private final Duration limit;
  private final List<Future<RowSet<io.vertx.sqlclient.Row>>> outstanding = new ArrayList<>();

  /** Insertions not sent yet, of each statement; the statements in the order of their first. */
  private final Map<Insertion, List<Tuple>> held = new LinkedHashMap<>();

  private int heldRows;

  private record Insertion(Touches touches, String sql) {}

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
      track(simple(sql));
    } else {
      track(required(touches, prepared(sql, arguments)));
    }
  }

  /** Goes out with the next statement that is none, or the next wait. */
  @Override
  public void insert(Touches touches, String sql, Object... arguments) {
    held.computeIfAbsent(new Insertion(touches, sql), _ -> new ArrayList<>()).add(tuple(arguments));
    heldRows++;
    if (heldRows == HELD) {
      sendHeld();
    }
  }

  private void sendHeld() {
    held.forEach(
        (insertion, rows) ->
            track(
                required(
                    insertion.touches,
                    connection
                        .preparedQuery(Placeholders.numbered(insertion.sql))
                        .executeBatch(rows))));
    forgetHeld();
  }

  private void forgetHeld() {
    held.clear();
    heldRows = 0;
  }

  private static <R extends RowSet<?>> Future<R> required(Touches touches, Future<R> sent) {
    return switch (touches) {
      case ANY -> sent;
      case ONE -> sent.compose(ReactiveLink::requireOne);
    };
  }

  /** A batch has a result for each of its rows. */
  private static <R extends RowSet<?>> Future<R> requireOne(R results) {
    for (RowSet<?> result = results; result != null; result = result.next()) {
      if (result.rowCount() != 1) {
        return Future.failedFuture(
            new IllegalStateException(
                "a write changed " + result.rowCount() + " rows instead of one"));
      }
    }
    return Future.succeededFuture(results);
  }

  /** Undoes insertions that are held by not sending them: every savepoint has sent those before. */
  @Override
  public void undo(String statement) {
    forgetHeld();
    failure = new AtomicReference<>();
    track(simple(statement));
  }

  @Override
  public void settle() {
    sendHeld();
    awaitOutstanding();
  }

  /**
   * A statement's time limit would end the wait for a synchronous standby, and the server would
   * then report success with a warning only; so the limit is lifted for COMMIT, and a warning is
   * taken for a failure.
   */
  @Override
  public void commit() {
    track(simple("SET LOCAL statement_timeout = 0"));
    warning = null;
    await(simple("COMMIT"));
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

  private Future<RowSet<io.vertx.sqlclient.Row>> simple(String sql) {
    sendHeld();
    return connection.query(sql).execute();
  }

  private Future<RowSet<io.vertx.sqlclient.Row>> prepared(String sql, Object... arguments) {
    sendHeld();
    return connection.preparedQuery(Placeholders.numbered(sql)).execute(tuple(arguments));
  }

  private static Tuple tuple(Object... arguments) {
    Tuple tuple = Tuple.tuple();
    for (Object argument : arguments) {
      tuple.addValue(argument instanceof byte[] bytes ? Buffer.buffer(bytes) : argument);
    }
    return tuple;
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
