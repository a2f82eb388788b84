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
 * One file. It has no clock of its own, and after a COMMIT that failed the driver's state is not to
 * be trusted, so the store refuses all work until it is opened anew.
 */
final class SqliteDatabase implements Database {
  private static final SqliteFaults FAULTS = new SqliteFaults();
  private static final List<String> BEGIN_WRITING = List.of("BEGIN IMMEDIATE");
  private static final List<String> BEGIN_READING = List.of("BEGIN DEFERRED");

  private final Connections connections;
  private final InstantSource clock;
  private final UnaryOperator<Connection> between;

  SqliteDatabase(Connections connections, InstantSource clock, UnaryOperator<Connection> between) {
    this.connections = connections;
    this.clock = clock;
    this.between = between;
  }

  @Override
  public Session openWriting() {
    try {
      return new Session(new JdbcLink(between.apply(connections.writing()), FAULTS));
    } catch (SQLException e) {
      throw new StoreUnavailableException("the database cannot be opened for writing", e);
    }
  }

  @Override
  public Session openReading() {
    try {
      return new Session(new JdbcLink(connections.reading(), FAULTS));
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

  @Override
  public Outcome settle(Changes changes, Gate gate) {
    gate.shut("a commit failed and its outcome is unknown; restart to find it out");
    return Outcome.UNKNOWN;
  }
}
