package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.CollateralContract;
import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreRows;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** The contract of collateral on the embedded database. */
final class SqliteCollateralTest extends CollateralContract {
  @TempDir private Path directory;

  @Override
  protected Store open() {
    return SqliteStore.open(directory.resolve("sealkeep.db"), InstantSource.fixed(StoreRows.TIME));
  }
}
