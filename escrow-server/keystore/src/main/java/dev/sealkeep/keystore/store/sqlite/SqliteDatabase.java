package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.jdbc.JdbcLink;
import dev.sealkeep.keystore.store.sql.Changes;
import dev.sealkeep.keystore.store.sql.Database;
import dev.sealkeep.keystore.store.sql.Gate;
import dev.sealkeep.keystore.store.sql.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One file. It has no clock of its own. After a COMMIT that could not be written the next
 * transaction begins on a new connection; after one that failed otherwise nobody can tell what is
 * in the file, so the store refuses all work until it is opened anew.
 */
final class SqliteDatabase implements Database {
  private static final List<String> BEGIN_WRITING = List.of("BEGIN IMMEDIATE");
  private static final List<String> BEGIN_READING = List.of("BEGIN DEFERRED");

  private final Connections connections;
  private final SqliteFaults faults;
  private final Checkpoints checkpoints = new Checkpoints();
  private final InstantSource clock;
  private final UnaryOperator<Connection> between;

  SqliteDatabase(
      Connections connections,
      SqliteFaults faults,
      InstantSource clock,
      UnaryOperator<Connection> between) {
    this.connections = connections;
    this.faults = faults;
    this.clock = clock;
    this.between = between;
  }

  @Override
  public Session openWriting() {
    try {
      return new Session(new JdbcLink(between.apply(connections.writing()), faults));
    } catch (SQLException e) {
      throw new StoreUnavailableException("the database cannot be opened for writing", e);
    }
  }

  @Override
  public Session openReading() {
    try {
      return new Session(new JdbcLink(connections.reading(), faults));
    } catch (SQLException e) {
      throw new StoreUnavailableException("the database cannot be opened for reading", e);
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

  @Override
  public Instant now(Session session) {
    return clock.instant();
  }

  /** A COMMIT that found no room or no way to write left no whole transaction behind. */
  @Override
  public Outcome settle(Changes changes, Throwable failure, Gate gate) {
    if (SqliteFaults.unwritten(failure)) {
      return Outcome.LOST;
    }
    gate.shut("a commit failed and its outcome is unknown; restart to find it out");
    return Outcome.UNKNOWN;
  }

  @Override
  public void committed(Session session) {
    checkpoints.follow(session);
  }
}
