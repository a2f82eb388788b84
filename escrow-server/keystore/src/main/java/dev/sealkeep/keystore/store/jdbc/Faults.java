package dev.sealkeep.keystore.store.jdbc;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import java.sql.SQLException;

/** Tells a database's faults apart. */
@FunctionalInterface
public interface Faults {
  /**
   * Translates a failure before COMMIT: {@link StoreUnavailableException} when the machine or the
   * database failed, so that the whole transaction is lost; {@link IllegalStateException} when the
   * statement itself was refused, which a savepoint undoes.
   */
  RuntimeException translate(SQLException failure);
}
