package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.sql.Row;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The row at which a result's cursor stands. */
record JdbcRow(ResultSet results, Faults faults) implements Row {
  @Override
  public long number(int column) {
    try {
      return results.getLong(column);
    } catch (SQLException e) {
      throw faults.translate(e);
    }
  }

  @Override
  public int integer(int column) {
    try {
      return results.getInt(column);
    } catch (SQLException e) {
      throw faults.translate(e);
    }
  }

  @Override
  public String text(int column) {
    try {
      return results.getString(column);
    } catch (SQLException e) {
      throw faults.translate(e);
    }
  }

  @Override
  public byte[] bytes(int column) {
    try {
      return results.getBytes(column);
    } catch (SQLException e) {
      throw faults.translate(e);
    }
  }
}
