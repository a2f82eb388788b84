package dev.sealkeep.keystore.store.copy;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.OfflineStore;
import dev.sealkeep.keystore.store.table.Comparison;
import dev.sealkeep.keystore.store.table.Table;
import dev.sealkeep.keystore.store.table.TableCursor;
import dev.sealkeep.keystore.store.table.TableRow;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Copies a store into a PostgreSQL database. It may be killed at any time.
 *
 * <p>The first transaction takes the target's log head away and puts the marker; the last one puts
 * the source's log head and takes the marker away. Between them rows go in in the order of their
 * keys, so the highest key of a table is where an interrupted copy goes on: there is no second
 * record of progress that could disagree with the rows. What a resumed copy finds is not trusted:
 * every row of both stores is compared before the last transaction, those of earlier runs too.
 */
public final class StoreCopy {
  private static final List<Table> WITHOUT_HEAD =
      Arrays.stream(Table.values()).filter(table -> table != Table.LOG_HEAD).toList();

  private final Link source;
  private final Link target;
  private final String sourceName;
  private final String targetName;
  private final int batchRows;
  private final CopyListener listener;

  private StoreCopy(
      OfflineStore source, OfflineStore target, int batchRows, CopyListener listener) {
    this.source = source.link();
    this.target = target.link();
    this.sourceName = source.name();
    this.targetName = target.name();
    this.batchRows = batchRows;
    this.listener = listener;
  }

  /**
   * Copies, or goes on where an earlier run was.
   *
   * @param source opened for reading
   * @param target opened for a copy; holds nothing, or part of this source, or all of it
   * @throws StoreRefusedException if the target holds anything else; it is left as it is
   * @throws dev.sealkeep.keystore.store.StoreUnavailableException if a database failed; run again
   */
  public static CopyOutcome run(OfflineStore source, OfflineStore target, CopyListener listener) {
    return run(source, target, Integer.MAX_VALUE, listener);
  }

  /** As above, with batches of at most {@code batchRows} rows. */
  static CopyOutcome run(
      OfflineStore source, OfflineStore target, int batchRows, CopyListener listener) {
    return new StoreCopy(source, target, batchRows, listener).run();
  }

  private CopyOutcome run() {
    CopyMarker log =
        CopyMarker.of(source, sourceName)
            .orElseThrow(
                () ->
                    new StoreRefusedException(
                        Reason.FILE_UNUSABLE,
                        "the log of %s has no head; restore a backup".formatted(sourceName)));
    long total = WITHOUT_HEAD.stream().mapToLong(table -> table.count(source)).sum();
    if (wholeAlready(log)) {
      return outcome(log, total, verified(List.of(Table.values()), total + 1));
    }
    begin(log);
    long before = WITHOUT_HEAD.stream().mapToLong(table -> table.count(target)).sum();
    long done = before;
    for (Table table : WITHOUT_HEAD) {
      done = copy(table, done, total);
    }
    Comparison.Result comparison = verified(WITHOUT_HEAD, total);
    if (comparison.same()) {
      finish();
    }
    return outcome(log, before, comparison);
  }

  private static CopyOutcome outcome(CopyMarker log, long before, Comparison.Result comparison) {
    return comparison.same()
        ? new CopyOutcome.Complete(log.origin(), log.size(), before, comparison)
        : new CopyOutcome.Differs(comparison);
  }

  /** The run before this one may have ended between its last COMMIT and telling so. */
  private boolean wholeAlready(CopyMarker log) {
    return !log.origin().isEmpty()
        && CopyMarker.read(target).isEmpty()
        && CopyMarker.of(target, targetName).filter(log::sameLog).isPresent();
  }

  private void begin(CopyMarker log) {
    Optional<CopyMarker> unfinished = CopyMarker.read(target);
    if (unfinished.isEmpty()) {
      inTransaction(() -> claim(log));
    } else if (!unfinished.get().sameLog(log)) {
      throw new StoreRefusedException(
          Reason.NOT_EMPTY,
          "the target is an unfinished copy of %s from %s, but the source %s is %s; begin with an empty database"
              .formatted(unfinished.get().log(), unfinished.get().source(), sourceName, log.log()));
    }
  }

  /** Whoever commits first on an empty database, this or a server, keeps the other out. */
  private void claim(CopyMarker log) {
    int heads = target.update("DELETE FROM log_head WHERE size = 0");
    Optional<Table> filled =
        WITHOUT_HEAD.stream().filter(table -> table.last(target).isPresent()).findFirst();
    if (heads != 1 || filled.isPresent()) {
      throw new StoreRefusedException(
          Reason.NOT_EMPTY,
          "the target %s is not empty (%s); begin with an empty database"
              .formatted(
                  targetName,
                  CopyMarker.of(target, targetName)
                      .filter(other -> !other.origin().isEmpty())
                      .map(other -> "it holds " + other.log())
                      .or(() -> filled.map(table -> "table " + table.sqlName() + " has rows"))
                      .orElse("its log has a head or none")));
    }
    log.write(target);
  }

  private long copy(Table table, long before, long total) {
    long done = before;
    TableCursor rows = new TableCursor(table, source, batchRows, table.last(target));
    for (List<TableRow> batch = rows.nextPage(); !batch.isEmpty(); batch = rows.nextPage()) {
      List<TableRow> inserted = batch;
      inTransaction(() -> insert(table, inserted));
      done += batch.size();
      listener.reached(CopyListener.Phase.COPYING, table, done, total);
    }
    return done;
  }

  private void insert(Table table, List<TableRow> rows) {
    try {
      rows.forEach(row -> table.insert(target, row));
      target.settle();
    } catch (IllegalStateException e) {
      throw new StoreRefusedException(
          Reason.SERVER_UNUSABLE,
          "the target refuses a row from %s to %s; it may hold a text with a NUL, which PostgreSQL does not take, or somebody else writes to the target"
              .formatted(rows.getFirst(), rows.getLast()),
          e);
    }
  }

  private Comparison.Result verified(List<Table> tables, long total) {
    long[] done = {0};
    return new Comparison(
            source,
            target,
            batchRows,
            (table, rows) -> {
              done[0] += rows;
              listener.reached(CopyListener.Phase.VERIFYING, table, done[0], total);
            })
        .of(tables);
  }

  private void finish() {
    List<TableRow> head = new TableCursor(Table.LOG_HEAD, source, 1, Optional.empty()).nextPage();
    inTransaction(
        () -> {
          head.forEach(row -> Table.LOG_HEAD.insert(target, row));
          CopyMarker.remove(target);
        });
  }

  private void inTransaction(Runnable work) {
    target.send(Link.Touches.ANY, "BEGIN");
    boolean done = false;
    try {
      work.run();
      target.settle();
      target.commit();
      done = true;
    } finally {
      if (!done) {
        target.undo("ROLLBACK");
      }
    }
  }
}
