package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.sql.Row;
import java.util.Optional;
import java.util.Set;

/**
 * What a server says of itself, and whether a commit on it is durable (DESIGN.md, Where data
 * lives).
 *
 * @param version {@code server_version_num}: major × 10000 + minor
 * @param encoding of the database's texts
 * @param standby whether it is in recovery, and so accepts no writes
 * @param readOnly {@code default_transaction_read_only}: how services keep a server from being
 *     written to that has little room left
 * @param fsync {@code fsync}
 * @param fullPageWrites {@code full_page_writes}
 * @param synchronousCommit {@code synchronous_commit} as the session inherited it from the
 *     server's, the database's and the role's settings; the same query fixes it for the session
 * @param synchronousStandbys {@code synchronous_standby_names}
 * @param standbys how many standbys stream from it; backup tools are not counted
 * @param history the cluster's system identifier and the timeline: another one after a promotion or
 *     a recovery to a point in time; empty for a standby
 */
record ServerState(
    int version,
    String encoding,
    boolean standby,
    boolean readOnly,
    String fsync,
    String fullPageWrites,
    String synchronousCommit,
    String synchronousStandbys,
    int standbys,
    String history) {
  static final String QUERY =
      """
      SELECT current_setting('server_version_num')::int,
        current_setting('server_encoding'),
        CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END,
        CASE WHEN current_setting('default_transaction_read_only')::bool THEN 1 ELSE 0 END,
        current_setting('fsync'),
        current_setting('full_page_writes'),
        set_config('synchronous_commit', current_setting('synchronous_commit'), false),
        current_setting('synchronous_standby_names'),
        (SELECT count(*)::int FROM pg_stat_replication
          WHERE application_name NOT IN ('pg_basebackup', 'pg_receivewal', 'pg_recvlogical')),
        CASE WHEN pg_is_in_recovery() THEN ''
          ELSE (SELECT system_identifier FROM pg_control_system())::text || '/'
            || left(pg_walfile_name(pg_current_wal_lsn()), 8) END
      """;

  /** Which of the settings a configuration that is loaded anew can change beneath a session. */
  record Changeable(String fsync, String fullPageWrites, String synchronousStandbys) {}

  Changeable changeable() {
    return new Changeable(fsync, fullPageWrites, synchronousStandbys);
  }

  /** The oldest major version that the community still corrected when this was written. */
  private static final int OLDEST = 14;

  private static final Set<String> FLUSHED = Set.of("on", "remote_apply");

  static ServerState read(Row row) {
    return new ServerState(
        row.integer(1),
        row.text(2),
        row.integer(3) != 0,
        row.integer(4) != 0,
        row.text(5),
        row.text(6),
        row.text(7),
        row.text(8),
        row.integer(9),
        row.text(10));
  }

  /**
   * Why a primary must not be used, if it must not.
   *
   * @param failover whether another server may take its place
   */
  Optional<StoreRefusedException> refusal(boolean failover) {
    if (version / 10_000 < OLDEST) {
      return unusable(
          "is version %d; this release needs %d or newer".formatted(version / 10_000, OLDEST));
    }
    if (!encoding.equals("UTF8")) {
      return unusable(
          "has a database encoded in %s; create one with ENCODING 'UTF8'".formatted(encoding));
    }
    if (!fsync.equals("on")) {
      return weak("fsync", fsync, "a crash could lose or corrupt what was committed");
    }
    if (!fullPageWrites.equals("on")) {
      return weak("full_page_writes", fullPageWrites, "a crash could corrupt the database");
    }
    if (!FLUSHED.contains(synchronousCommit)) {
      return weak(
          "synchronous_commit",
          synchronousCommit,
          "a crash could lose commits; look at ALTER ROLE and ALTER DATABASE settings, too");
    }
    if ((failover || standbys > 0) && synchronousStandbys.isBlank()) {
      return weak(
          "synchronous_standby_names",
          "empty",
          "a standby could take over without the newest commits; name those that may take over");
    }
    return Optional.empty();
  }

  private static Optional<StoreRefusedException> unusable(String why) {
    return Optional.of(
        new StoreRefusedException(Reason.SERVER_UNUSABLE, "the database server " + why));
  }

  private static Optional<StoreRefusedException> weak(String setting, String value, String why) {
    return Optional.of(
        new StoreRefusedException(
            Reason.WEAK_SETTINGS,
            "the database server has %s %s: %s".formatted(setting, value, why)));
  }
}
