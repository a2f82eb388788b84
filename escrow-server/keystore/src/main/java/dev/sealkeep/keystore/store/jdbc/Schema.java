package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database to this release's schema. */
public final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  /** The SHA-256 of nothing, the root of an empty tree, in hex. */
  private static final String EMPTY_ROOT =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /** How a database spells byte strings. */
  public enum Dialect {
    /** SQLite: BLOB, {@code X'00'}. */
    SQLITE("BLOB", "X'" + EMPTY_ROOT + "'", Reason.FILE_UNUSABLE),
    /** PostgreSQL: BYTEA, {@code '\x00'}. */
    POSTGRESQL("BYTEA", "'\\x" + EMPTY_ROOT + "'::bytea", Reason.SERVER_UNUSABLE);

    private final String byteType;
    private final String emptyRoot;
    private final Reason unusable;

    Dialect(String byteType, String emptyRoot, Reason unusable) {
      this.byteType = byteType;
      this.emptyRoot = emptyRoot;
      this.unusable = unusable;
    }

    /** Where the migrations are that this database wants. */
    private String[] locations() {
      String shared = "classpath:db/migration";
      return switch (this) {
        case SQLITE -> new String[] {shared};
        case POSTGRESQL -> new String[] {shared, "classpath:db/postgresql"};
      };
    }
  }

  private Schema() {}

  /**
   * Applies the migrations that are missing. A schema of a newer release is left as it is, if that
   * release says that this one may go on with it: the row {@code schema-V-suits} of {@code
   * server_setting}, for the newest version V, names the oldest version of the schema whose release
   * can.
   *
   * @throws StoreRefusedException if the schema is newer and does not suit this release, or is not
   *     of its making
   */
  public static void migrate(DataSource database, Dialect dialect) {
    Flyway flyway = flyway(database, dialect);
    try {
      Optional<MigrationVersion> newer = newer(flyway);
      if (newer.isPresent()) {
        if (!suits(newer.get(), database, flyway, dialect)) {
          throw newerThanThis(newer.get());
        }
        flyway.validate();
        LOG.warn(
            "the database's schema (version {}) is newer than this release, which may go on with"
                + " it",
            newer.get());
      } else {
        var _ = flyway.migrate();
      }
    } catch (FlywayValidateException e) {
      throw changed(e);
    } catch (FlywayException e) {
      throw new StoreRefusedException(
          dialect.unusable, "the database's schema cannot be read or brought up to date", e);
    }
  }

  /**
   * Changes nothing, and refuses a database whose schema is not this release's.
   *
   * @throws StoreRefusedException if it is older or newer, or not of its making
   */
  public static void require(DataSource database, Dialect dialect) {
    Flyway flyway = flyway(database, dialect);
    try {
      if (flyway.info().applied().length == 0) {
        throw new StoreRefusedException(
            dialect.unusable, "the database is not one that a server of Sealkeep made");
      }
      newer(flyway)
          .ifPresent(
              version -> {
                throw newerThanThis(version);
              });
      if (flyway.info().pending().length > 0) {
        throw new StoreRefusedException(
            Reason.SCHEMA_OLDER,
            "the database's schema is of an older release; start this release's server on it once,"
                + " which brings it up to date");
      }
      flyway.validate();
    } catch (FlywayValidateException e) {
      throw changed(e);
    } catch (FlywayException e) {
      throw new StoreRefusedException(dialect.unusable, "the database's schema cannot be read", e);
    }
  }

  /** With further migrations: a newer release's. */
  static Flyway flyway(DataSource database, Dialect dialect, String... further) {
    return Flyway.configure(Schema.class.getClassLoader())
        .loggers(QuietMigrationLog.Creator.class.getName())
        .dataSource(database)
        .locations(
            Stream.of(dialect.locations(), further).flatMap(Arrays::stream).toArray(String[]::new))
        .failOnMissingLocations(true)
        .placeholders(Map.of("bytes", dialect.byteType, "empty_root", dialect.emptyRoot))
        .cleanDisabled(true)
        .load();
  }

  private static StoreRefusedException changed(FlywayValidateException cause) {
    return new StoreRefusedException(
        Reason.SCHEMA_CHANGED,
        "the database's schema is not the one this release makes; restore a backup, or run the"
            + " release that wrote it",
        cause);
  }

  private static StoreRefusedException newerThanThis(MigrationVersion version) {
    return new StoreRefusedException(
        Reason.SCHEMA_NEWER,
        "the database's schema (version "
            + version
            + ") is newer than this release; run the release that wrote it, or a newer one");
  }

  /** The newest version, if this release does not know it. */
  private static Optional<MigrationVersion> newer(Flyway flyway) {
    return Arrays.stream(flyway.info().applied())
        .filter(Schema::newer)
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder());
  }

  private static boolean newer(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS
        || migration.getState() == MigrationState.FUTURE_FAILED;
  }

  private static boolean suits(
      MigrationVersion newest, DataSource database, Flyway flyway, Dialect dialect) {
    MigrationVersion own =
        Arrays.stream(flyway.info().all())
            .filter(migration -> !newer(migration))
            .map(MigrationInfo::getVersion)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return setting("schema-" + newest + "-suits", database, dialect)
        .filter(oldest -> oldest.matches("[0-9]{1,6}(\\.[0-9]{1,6})?"))
        .filter(oldest -> MigrationVersion.fromVersion(oldest).compareTo(own) <= 0)
        .isPresent();
  }

  private static Optional<String> setting(String name, DataSource database, Dialect dialect) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT setting FROM server_setting WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new StoreRefusedException(
          dialect.unusable, "the database's settings cannot be read", e);
    }
  }
}
