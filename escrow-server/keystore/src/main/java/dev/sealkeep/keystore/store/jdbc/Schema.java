package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import java.util.Arrays;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to this release's schema. */
public final class Schema {
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
   * Applies the migrations that are missing.
   *
   * @throws StoreRefusedException if the schema is newer than this release, or not of its making
   */
  public static void migrate(DataSource database, Dialect dialect) {
    Flyway flyway = flyway(database, dialect);
    try {
      refuseNewer(flyway);
      var _ = flyway.migrate();
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
      refuseNewer(flyway);
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

  private static Flyway flyway(DataSource database, Dialect dialect) {
    return Flyway.configure(Schema.class.getClassLoader())
        .loggers(QuietMigrationLog.Creator.class.getName())
        .dataSource(database)
        .locations(dialect.locations())
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

  private static void refuseNewer(Flyway flyway) {
    Arrays.stream(flyway.info().applied())
        .filter(Schema::newer)
        .findFirst()
        .ifPresent(
            migration -> {
              throw new StoreRefusedException(
                  Reason.SCHEMA_NEWER,
                  "the database's schema (version "
                      + migration.getVersion()
                      + ") is newer than this release; run the release that wrote it, or a newer"
                      + " one");
            });
  }

  private static boolean newer(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS
        || migration.getState() == MigrationState.FUTURE_FAILED;
  }
}
