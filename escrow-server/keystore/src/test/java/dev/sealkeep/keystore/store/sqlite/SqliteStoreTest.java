package dev.sealkeep.keystore.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.keystore.store.Store;
import dev.sealkeep.keystore.store.StoreRows;
import dev.sealkeep.keystore.store.Transaction;
import dev.sealkeep.keystore.store.TransactionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded database. */
final class SqliteStoreTest extends TransactionContract {
  @TempDir private Path directory;

  @Override
  protected Store open() {
    return SqliteStore.open(directory.resolve("sealkeep.db"), CLOCK);
  }

  @Test
  void nowIsTheInjectedClock() {
    assertThat(store().transact(Transaction::now).join()).isEqualTo(StoreRows.TIME);
  }
}
