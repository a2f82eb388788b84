package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.TransactionContract;

/** The contract on a real PostgreSQL server. */
final class PostgresqlStoreTest extends TransactionContract {
  private final PostgresqlSettings settings = PostgresqlServer.shared().settings();

  @Override
  protected Store open() {
    return PostgresqlStore.open(settings);
  }
}
