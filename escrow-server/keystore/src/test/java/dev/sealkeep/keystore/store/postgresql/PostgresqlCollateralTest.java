package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.CollateralContract;
import dev.sealkeep.keystore.store.Store;

/** The contract of collateral on a real PostgreSQL server. */
final class PostgresqlCollateralTest extends CollateralContract {
  private final PostgresqlSettings settings = PostgresqlServer.shared().settings();

  @Override
  protected Store open() {
    return PostgresqlStore.open(settings);
  }
}
