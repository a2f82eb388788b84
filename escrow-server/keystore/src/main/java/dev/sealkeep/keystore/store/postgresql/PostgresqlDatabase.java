package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.sql.Changes;
import dev.sealkeep.keystore.store.sql.Database;
import dev.sealkeep.keystore.store.sql.Gate;
import dev.sealkeep.keystore.store.sql.Link;
import dev.sealkeep.keystore.store.sql.Row;
import dev.sealkeep.keystore.store.sql.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database on a server, which may go away, come back, and have another take its place. */
final class PostgresqlDatabase implements Database {
  /**
   * See the package's description for why this isolation is enough. Not {@code READ WRITE}, which
   * would overrule a server that was told to accept no writes.
   */
  private static final List<String> BEGIN_WRITING = List.of("BEGIN ISOLATION LEVEL READ COMMITTED");

  private static final List<String> BEGIN_READING =
      List.of("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

  /**
   * The time, and the settings that a commit rests on. {@code now()} would be the time at which the
   * transaction began to wait for its lock.
   */
  private static final String NOW =
      """
      SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint,
        current_setting('fsync'),
        current_setting('full_page_writes'),
        current_setting('synchronous_standby_names')
      """;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Servers servers;

  /** What the writing session's server said when it was checked; the writing thread's alone. */
  private ServerState.@Nullable Changeable checked;

  PostgresqlDatabase(Servers servers) {
    this.servers = servers;
  }

  @Override
  public Session openWriting() {
    Servers.Connected connected = connected();
    checked = connected.state().changeable();
    return session(connected);
  }

  @Override
  public Session openReading() {
    return session(connected());
  }

  private static Session session(Servers.Connected connected) {
    return new Session(connected.link(), connected.state().history());
  }

  private ReactiveLink link() {
    return connected().link();
  }

  /** A server that must not be used now may be mended while the store is open. */
  private Servers.Connected connected() {
    try {
      return servers.connect();
    } catch (StoreRefusedException e) {
      throw new StoreUnavailableException(e.getMessage() == null ? "" : e.getMessage(), e);
    }
  }

  @Override
  public List<String> beginWriting() {
    return BEGIN_WRITING;
  }

  @Override
  public List<String> beginReading() {
    return BEGIN_READING;
  }

  /**
   * Asks for the time, and whether the server's settings are still those that were found good: a
   * configuration can be loaded anew beneath the session. The next session is checked as the first
   * one was, and says what is wrong.
   */
  @Override
  public Instant now(Session session) {
    Told told = session.list(NOW, Told::read).getFirst();
    if (!told.settings.equals(checked)) {
      session.close();
      throw new StoreUnavailableException(
          "the database server's settings have changed, and are checked before more is committed");
    }
    return told.time;
  }

  private record Told(Instant time, ServerState.Changeable settings) {
    static Told read(Row row) {
      return new Told(
          Instant.ofEpochMilli(row.number(1)),
          new ServerState.Changeable(row.text(2), row.text(3), row.text(4)));
    }
  }

  /**
   * Looks for the transaction's entries in the log, for as long as it takes to reach a primary.
   *
   * <p>The server may not have noticed yet that the connection is gone, and still be committing. It
   * holds the log-head row until it is done; so what is seen once that row is locked is final. What
   * is seen must be durable, too: the look is itself a transaction that writes, and its own COMMIT
   * waits for whatever the lost one would have waited for.
   *
   * <p>A transaction that changed nothing is as good as lost. One that changed rows but appended
   * none left nothing to look for.
   */
  @Override
  public Outcome settle(Changes changes, Throwable failure, Gate gate) {
    if (!changes.any()) {
      return Outcome.LOST;
    }
    if (changes.appended().isEmpty()) {
      return Outcome.UNKNOWN;
    }
    Duration pause = FIRST_PAUSE;
    do {
      try (Link link = link()) {
        return appended(link, changes.appended().getFirst()) ? Outcome.COMMITTED : Outcome.LOST;
      } catch (StoreUnavailableException | IllegalStateException _) {
        pause = longer(pause);
      }
    } while (!gate.awaitShut(pause));
    return Outcome.UNKNOWN;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private static boolean appended(Link link, byte[] id) {
    BEGIN_WRITING.forEach(statement -> link.send(Link.Touches.ANY, statement));
    if (link.update("UPDATE log_head SET size = size WHERE singleton = 1") != 1) {
      throw new IllegalStateException("the log has no head");
    }
    boolean there =
        !link.query("SELECT 1 FROM log_entry WHERE id = ?", row -> row.integer(1), id).isEmpty();
    link.commit();
    return there;
  }
}
