package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreUnavailableException;
import io.vertx.pgclient.PgException;

/**
 * Tells PostgreSQL's failures apart by their SQLSTATE (PostgreSQL documentation, appendix A). The
 * server's own detail may quote a row, so only its code and short message are passed on.
 */
final class PostgresqlFaults {
  private PostgresqlFaults() {}

  /**
   * {@link IllegalStateException} when a statement was refused, which a savepoint undoes; {@link
   * StoreUnavailableException} for anything else.
   */
  static RuntimeException translate(Throwable failure) {
    return switch (failure) {
      case PgException server -> translate(server);
      case StoreUnavailableException known -> known;
      case IllegalStateException refused -> refused;
      default -> new StoreUnavailableException("the connection to the database is lost", failure);
    };
  }

  private static RuntimeException translate(PgException failure) {
    String state = failure.getSqlState();
    String family = state.substring(0, 2);
    return switch (family) {
      case "23" -> new IllegalStateException("the row contradicts one that is there", failure);
      case "0A", "22", "42" ->
          new IllegalStateException("the database refused the statement", failure);
      default ->
          state.equals("25P02")
              ? new IllegalStateException("an earlier statement was refused", failure)
              : new StoreUnavailableException(explain(state, family) + " (" + state + ")", failure);
    };
  }

  private static String explain(String state, String family) {
    return switch (state) {
      case "25006" ->
          "the database server is read-only; it may have become a standby, or have little room";
      case "53100" -> "the database server's disk is full; make room";
      case "53300" -> "the database server has no free connection; raise max_connections";
      case "57014" -> "a statement took too long and was cancelled; see what holds its locks";
      default ->
          switch (family) {
            case "40" -> "the database server rolled the transaction back";
            case "53" -> "the database server lacks resources";
            case "57" -> "the database server is being shut down or started";
            default -> "the database server failed";
          };
    };
  }
}
