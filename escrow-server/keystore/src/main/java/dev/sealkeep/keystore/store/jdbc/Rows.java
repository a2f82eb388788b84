package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.CollateralRow;
import dev.sealkeep.keystore.store.DecisionRow;
import dev.sealkeep.keystore.store.KeyRow;
import dev.sealkeep.keystore.store.KeyVersionRow;
import dev.sealkeep.keystore.store.LogHead;
import dev.sealkeep.keystore.store.LogRow;
import dev.sealkeep.keystore.store.PolicyRow;
import dev.sealkeep.keystore.store.ReferenceRow;
import dev.sealkeep.keystore.store.Stamp;
import dev.sealkeep.keystore.store.TenantRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Makes records of rows; columns stand in the order of {@link JdbcSnapshot}'s queries. */
final class Rows {
  private Rows() {}

  static LogHead logHead(ResultSet row) throws SQLException {
    return new LogHead(row.getLong(1), row.getBytes(2), Instant.ofEpochMilli(row.getLong(3)));
  }

  static LogRow log(ResultSet row) throws SQLException {
    return new LogRow(
        row.getLong(1),
        row.getBytes(2),
        row.getString(3),
        row.getString(4),
        row.getBytes(5),
        row.getBytes(6),
        row.getBytes(7));
  }

  static TenantRow tenant(ResultSet row) throws SQLException {
    return new TenantRow(
        row.getString(1), row.getBytes(2), row.getBytes(3), row.getBytes(4), stamp(row, 5));
  }

  static PolicyRow policy(ResultSet row) throws SQLException {
    return new PolicyRow(row.getString(1), row.getString(2), row.getString(3), stamp(row, 4));
  }

  static ReferenceRow reference(ResultSet row) throws SQLException {
    return new ReferenceRow(row.getString(1), row.getString(2), row.getString(3), stamp(row, 4));
  }

  static KeyRow key(ResultSet row) throws SQLException {
    return new KeyRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4) != 0,
        row.getInt(5),
        stamp(row, 6));
  }

  static KeyVersionRow keyVersion(ResultSet row) throws SQLException {
    return new KeyVersionRow(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getBytes(4),
        Instant.ofEpochMilli(row.getLong(5)));
  }

  static DecisionRow decision(ResultSet row) throws SQLException {
    return new DecisionRow(
        row.getBytes(1),
        row.getString(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        row.getInt(5) != 0,
        row.getString(6),
        row.getString(7),
        Optional.ofNullable(row.getString(8)));
  }

  static CollateralRow collateral(ResultSet row) throws SQLException {
    return new CollateralRow(
        row.getString(1),
        row.getString(2),
        row.getBytes(3),
        row.getString(4),
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)),
        Instant.ofEpochMilli(row.getLong(7)));
  }

  /** Version, digest, log index and MAC, from column {@code first} on. */
  private static Stamp stamp(ResultSet row, int first) throws SQLException {
    return new Stamp(
        row.getLong(first),
        row.getBytes(first + 1),
        row.getLong(first + 2),
        row.getBytes(first + 3));
  }
}
