package dev.sealkeep.keystore.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.StoreRefusedException;
import dev.sealkeep.keystore.store.StoreRefusedException.Reason;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Encryption;
import dev.sealkeep.keystore.store.postgresql.PostgresqlSettings.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, TLS and settings of the server: what is let in, and what is refused. */
@Timeout(120)
final class PostgresqlLoginTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private static Path files;
  private static PostgresqlServer server;
  private static ServerCertificate certificate;
  private static Path password;

  @BeforeAll
  static void configure() throws Exception {
    server = PostgresqlServer.shared();
    certificate = ServerCertificate.make(files, "server");
    password = secret("password", PASSWORD + "\n");
    server.execute(
        """
        DROP ROLE IF EXISTS guarded;
        CREATE ROLE guarded SUPERUSER LOGIN PASSWORD '%s';
        DROP ROLE IF EXISTS hasty;
        CREATE ROLE hasty SUPERUSER LOGIN;
        ALTER ROLE hasty SET synchronous_commit = off;
        """
            .formatted(PASSWORD));
    server.execute("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(certificate.certificate()));
    server.execute("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(certificate.key()));
    server.execute("ALTER SYSTEM SET ssl = on");
    server.prependAccessRules(
        """
        hostssl all guarded all scram-sha-256
        hostnossl all guarded all reject
        """);
  }

  private static Path secret(String name, String content) throws IOException {
    Path file = Files.writeString(files.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static PostgresqlSettings settings(
      Host host, String database, String user, Optional<Path> password, Encryption encryption) {
    return new PostgresqlSettings(
        List.of(host),
        database,
        user,
        password,
        encryption,
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        "sealkeep-test");
  }

  private static PostgresqlSettings guarded(Path passwordFile, Encryption encryption) {
    return settings(
        new Host("localhost", server.port()),
        "store",
        "guarded",
        Optional.of(passwordFile),
        encryption);
  }

  private static Encryption verified() {
    return new Encryption.VerifiedTls(certificate.certificate());
  }

  private static StoreRefusedException refusal(PostgresqlSettings settings) {
    return catchThrowableOfType(
        StoreRefusedException.class, () -> PostgresqlStore.open(settings).close());
  }

  private static void assertUnusable(PostgresqlSettings settings, String... words) {
    StoreRefusedException refusal = refusal(settings);
    assertThat(refusal.reason()).isEqualTo(Reason.SERVER_UNUSABLE);
    assertThat(refusal).hasMessageContainingAll(words);
  }

  @Test
  void aPasswordOverVerifiedTlsIsLetIn() {
    try (PostgresqlStore store = PostgresqlStore.open(guarded(password, verified()))) {
      assertThat(store.read(Snapshot::logHead).size()).isZero();
      assertThat(
              server.number(
                  "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                      + " WHERE usename = 'guarded' AND NOT ssl"))
          .isZero();
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() throws Exception {
    Path wrong = secret("wrong", "incorrect horse");
    assertUnusable(guarded(wrong, verified()), "refuses the login", "28P01");
    assertThat(refusal(guarded(wrong, verified()))).hasMessageNotContaining("incorrect horse");
  }

  @Test
  void aPasswordFileThatOthersCanReadIsRefused() throws Exception {
    Path open = secret("open", PASSWORD);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertUnusable(guarded(open, verified()), "chmod 600");
  }

  @Test
  void anAbsentOrEmptyPasswordFileIsRefused() throws Exception {
    assertUnusable(guarded(files.resolve("absent"), verified()), "absent", "cannot be read");
    assertUnusable(guarded(secret("empty", "\n"), verified()), "empty");
  }

  @Test
  void aServerThatWantsTlsRefusesAConnectionInClear() {
    assertUnusable(guarded(password, new Encryption.None()), "28000");
  }

  @Test
  void aServerWithoutTlsIsRefused() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.ofVirtual().start(() -> declineTls(plain));
      assertUnusable(
          settings(
              new Host("localhost", plain.getLocalPort()),
              "store",
              "guarded",
              Optional.of(password),
              verified()),
          "TLS");
      plain.close();
      answering.join();
    }
  }

  /** Answers the request for TLS as a server without it does (protocol, 54.2.10). */
  private static void declineTls(ServerSocket listener) {
    try (Socket client = listener.accept()) {
      var _ = client.getInputStream().readNBytes(8);
      client.getOutputStream().write('N');
      var _ = client.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client has seen enough.
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    ServerCertificate other = ServerCertificate.make(files, "other");
    assertUnusable(
        guarded(password, new Encryption.VerifiedTls(other.certificate())), "TLS failed");
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    assertUnusable(
        settings(
            new Host("127.0.0.1", server.port()),
            "store",
            "guarded",
            Optional.of(password),
            verified()),
        "TLS failed");
  }

  @Test
  void anUnknownDatabaseIsRefused() {
    assertUnusable(
        settings(
            new Host("localhost", server.port()),
            "nothing",
            "postgres",
            Optional.empty(),
            new Encryption.None()),
        "nothing",
        "3D000");
  }

  @Test
  void aRoleWhoseCommitsAreNotDurableIsRefused() {
    StoreRefusedException refusal =
        refusal(
            settings(
                new Host("localhost", server.port()),
                "store",
                "hasty",
                Optional.empty(),
                new Encryption.None()));
    assertThat(refusal.reason()).isEqualTo(Reason.WEAK_SETTINGS);
    assertThat(refusal).hasMessageContainingAll("synchronous_commit off", "ALTER ROLE");
  }

  @Test
  void aServerThatCannotBeReachedIsUnavailable() throws Exception {
    int closed;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = listener.getLocalPort();
    }
    PostgresqlSettings settings =
        settings(
            new Host("localhost", closed),
            "store",
            "postgres",
            Optional.empty(),
            new Encryption.None());
    assertThatThrownBy(() -> PostgresqlStore.open(settings))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("localhost:" + closed);
  }

  @Test
  void aConnectionInClearToAnotherMachineIsRefused() {
    assertThatThrownBy(
            () ->
                settings(
                    new Host("db.example", 5432),
                    "store",
                    "postgres",
                    Optional.empty(),
                    new Encryption.None()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encrypted");
  }
}
