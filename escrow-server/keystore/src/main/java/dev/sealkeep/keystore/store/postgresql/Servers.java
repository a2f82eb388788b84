package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Finds the primary among the servers, as libpq does for {@code target_session_attrs=read-write}:
 * each in turn, the one that served last first. Every connection is checked anew, for another
 * server may be the primary by now, or have other settings.
 */
final class Servers {
  /** A connection to the primary, whose state was found good. */
  record Connected(Host host, ReactiveLink link, ServerState state) {}

  private final Vertx vertx;
  private final PostgresqlSettings settings;
  private final Login login;
  private volatile Host last;

  Servers(Vertx vertx, PostgresqlSettings settings, Login login) {
    this.vertx = vertx;
    this.settings = settings;
    this.login = login;
    this.last = settings.hosts().getFirst();
  }

  /**
   * Connects to the primary.
   *
   * @throws StoreRefusedException if a server refuses the login, or the primary must not be used
   * @throws StoreUnavailableException if no server can be reached that accepts writes
   */
  Connected connect() {
    List<String> failures = new ArrayList<>();
    Optional<StoreRefusedException> refusal = Optional.empty();
    for (Host host : inTurn()) {
      try {
        Optional<Connected> connected = connect(host);
        if (connected.isPresent()) {
          last = host;
          return connected.get();
        }
        failures.add(host + " is a standby");
      } catch (StoreRefusedException e) {
        refusal = refusal.or(() -> Optional.of(e));
        failures.add(host + ": " + e.getMessage());
      } catch (StoreUnavailableException e) {
        failures.add(host + ": " + e.getMessage());
      }
    }
    String told = "no database server can be used: " + String.join("; ", failures);
    if (refusal.isPresent()) {
      throw new StoreRefusedException(refusal.get().reason(), told, refusal.get());
    }
    throw new StoreUnavailableException(told);
  }

  private List<Host> inTurn() {
    List<Host> turn = new ArrayList<>(settings.hosts());
    if (turn.remove(last)) {
      turn.addFirst(last);
    }
    return turn;
  }

  /** Empty if the server is a standby. */
  private Optional<Connected> connect(Host host) {
    PgConnectOptions options = login.reactive(host);
    ReactiveLink link = new ReactiveLink(connection(options), settings.statementTimeout());
    boolean good = false;
    try {
      ServerState state = link.query(ServerState.QUERY, ServerState::read).getFirst();
      if (state.standby()) {
        return Optional.empty();
      }
      if (state.readOnly()) {
        throw new StoreUnavailableException(
            "the server is read-only (default_transaction_read_only); see whether it has room");
      }
      Optional<StoreRefusedException> refusal = state.refusal(settings.hosts().size() > 1);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      good = true;
      return Optional.of(new Connected(host, link, state));
    } catch (IllegalStateException e) {
      throw new StoreUnavailableException("the server does not tell its settings", e);
    } finally {
      if (!good) {
        link.close();
      }
    }
  }

  private PgConnection connection(PgConnectOptions options) {
    Future<PgConnection> connecting = PgConnection.connect(vertx, options);
    Duration limit = settings.connectTimeout();
    try {
      return connecting
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw translate(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      Future<PgConnection> _ = connecting.onSuccess(PgConnection::close);
      throw new StoreUnavailableException("no connection within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Future<PgConnection> _ = connecting.onSuccess(PgConnection::close);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while connecting", e);
    }
  }

  private static RuntimeException translate(Throwable failure) {
    return switch (failure) {
      case PgException server when refusesLogin(server.getSqlState()) ->
          new StoreRefusedException(
              Reason.SERVER_UNUSABLE,
              "the server refuses the login: %s (%s)"
                  .formatted(server.getErrorMessage(), server.getSqlState()),
              server);
      case PgException server ->
          new StoreUnavailableException(
              "%s (%s)".formatted(server.getErrorMessage(), server.getSqlState()), server);
      case Throwable tls when failedTls(tls) ->
          new StoreRefusedException(
              Reason.SERVER_UNUSABLE,
              "TLS failed (%s); the server must offer it, with a certificate for the host's name"
                      .formatted(tls.getMessage())
                  + " that the CA file vouches for",
              tls);
      default ->
          new StoreUnavailableException(
              failure.getMessage() == null ? "cannot be reached" : failure.getMessage(), failure);
    };
  }

  /** The client has no type of its own for it, and drops the cause. */
  private static boolean failedTls(Throwable failure) {
    return failure instanceof SSLException
        || (failure.getMessage() != null && failure.getMessage().contains("SSL"));
  }

  /** 28: invalid authorization; 3D: no such database; 42501: no right to connect. */
  private static boolean refusesLogin(String state) {
    return state.startsWith("28") || state.startsWith("3D") || state.equals("42501");
  }
}
