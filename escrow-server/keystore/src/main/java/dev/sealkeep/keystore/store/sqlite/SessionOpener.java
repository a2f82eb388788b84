package dev.sealkeep.keystore.store.sqlite;

import dev.sealkeep.keystore.store.jdbc.Session;
import java.sql.SQLException;

/** Opens a session with its settings set and checked. */
@FunctionalInterface
interface SessionOpener {
  Session open() throws SQLException;
}
