package dev.sealkeep.keystore.store.postgresql;

import dev.sealkeep.keystore.file.FileWeakness;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How each driver is told to log in to a server. The password is read from its file each time, so
 * that it can be changed there while the store is open. It lives in the drivers' strings from then
 * on.
 */
final class Login {
  /** Ends the transaction of a process that has stopped in the middle and holds the log's lock. */
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(30);

  private static final int PASSWORD_BYTES = 1024;

  /**
   * What the server may not plan. Every statement looks up a few rows by an index; before the
   * server has counted what is in the tables it may take them for small, plan to read them whole,
   * and keep that plan.
   */
  private static final List<String> PLANS_TURNED_OFF =
      List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit");

  private final PostgresqlSettings settings;

  Login(PostgresqlSettings settings) {
    this.settings = settings;
  }

  /** For the reactive client. */
  PgConnectOptions reactive(PostgresqlSettings.Host host) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(host.name())
            .setPort(host.port())
            .setDatabase(settings.database())
            .setUser(settings.user())
            .setPassword(password().orElse(""))
            .setCachePreparedStatements(true)
            .addProperty("application_name", settings.applicationName())
            .addProperty("statement_timeout", millis(settings.statementTimeout()))
            .addProperty("idle_in_transaction_session_timeout", millis(IDLE_IN_TRANSACTION));
    PLANS_TURNED_OFF.forEach(plan -> options.addProperty(plan, "off"));
    return switch (settings.encryption()) {
      case PostgresqlSettings.Encryption.VerifiedTls(Path authorities) ->
          options
              .setSslMode(SslMode.VERIFY_FULL)
              .setSslOptions(
                  new ClientSSLOptions()
                      .setTrustOptions(
                          new PemTrustOptions().addCertPath(readable(authorities).toString()))
                      .setHostnameVerificationAlgorithm("HTTPS"));
      case PostgresqlSettings.Encryption.None() -> options.setSslMode(SslMode.DISABLE);
    };
  }

  /** For the migrations, which need a JDBC driver. */
  DataSource migrating(PostgresqlSettings.Host host) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host.name()});
    source.setPortNumbers(new int[] {host.port()});
    source.setDatabaseName(settings.database());
    source.setUser(settings.user());
    password().ifPresent(source::setPassword);
    source.setApplicationName(settings.applicationName());
    source.setConnectTimeout(Math.toIntExact(Math.max(1, settings.connectTimeout().toSeconds())));
    source.setLoginTimeout(Math.toIntExact(Math.max(1, settings.connectTimeout().toSeconds())));
    switch (settings.encryption()) {
      case PostgresqlSettings.Encryption.VerifiedTls(Path authorities) -> {
        source.setSslMode("verify-full");
        source.setSslRootCert(authorities.toString());
      }
      case PostgresqlSettings.Encryption.None() -> source.setSslMode("disable");
    }
    return source;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static Path readable(Path authorities) {
    if (!Files.isReadable(authorities)) {
      throw unusable("the CA file %s of the database cannot be read".formatted(authorities));
    }
    return authorities;
  }

  private Optional<String> password() {
    return settings.passwordFile().map(Login::read);
  }

  private static String read(Path file) {
    try {
      Optional<FileWeakness> weakness = FileWeakness.of(file);
      if (weakness.isPresent()) {
        throw unusable("the database's password: " + weakness.get().explain(file));
      }
      if (Files.size(file) > PASSWORD_BYTES) {
        throw unusable(
            "the database's password file %s has more than %d bytes"
                .formatted(file, PASSWORD_BYTES));
      }
      String password = Files.readString(file).stripTrailing();
      if (password.isEmpty()) {
        throw unusable("the database's password file " + file + " is empty");
      }
      return password;
    } catch (IOException e) {
      throw new StoreRefusedException(
          Reason.SERVER_UNUSABLE, "the database's password file " + file + " cannot be read", e);
    }
  }

  private static StoreRefusedException unusable(String message) {
    return new StoreRefusedException(Reason.SERVER_UNUSABLE, message);
  }
}
