package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.sql.Row;

/** A row that the reactive client received, whose columns count from 0. */
record ReactiveRow(io.vertx.sqlclient.Row row) implements Row {
  @Override
  public long number(int column) {
    return row.getLong(column - 1);
  }

  @Override
  public int integer(int column) {
    return row.getInteger(column - 1);
  }

  @Override
  public String text(int column) {
    return row.getString(column - 1);
  }

  @Override
  public byte[] bytes(int column) {
    return row.getBuffer(column - 1).getBytes();
  }
}
