package dev.sealkeep.keystore.store.postgresql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach a PostgreSQL database.
 *
 * @param hosts the servers that may be its primary, in the order in which they are tried
 * @param database the database's name
 * @param user the role that owns it
 * @param passwordFile a file with the password, mode 0600, read again for each connection; empty
 *     where the server asks for none
 * @param encryption how connections are protected
 * @param readConnections how many snapshots may be open at a time; one more connection writes
 * @param connectTimeout how long a server may take to accept a connection and a login
 * @param statementTimeout how long a statement may take, waits for locks included
 * @param applicationName what the server's own views call these connections
 */
public record PostgresqlSettings(
    List<Host> hosts,
    String database,
    String user,
    Optional<Path> passwordFile,
    Encryption encryption,
    int readConnections,
    Duration connectTimeout,
    Duration statementTimeout,
    String applicationName) {
  /** The port that PostgreSQL listens on unless told otherwise. */
  public static final int DEFAULT_PORT = 5432;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /** A server. */
  public record Host(String name, int port) {
    /** Whether connections to it stay on this machine. */
    public boolean loopback() {
      return LOOPBACK.contains(name);
    }

    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /** How connections are protected. */
  public sealed interface Encryption {
    /**
     * TLS with a certificate for the host's name.
     *
     * @param authorities a PEM file with the CAs that may issue it
     */
    record VerifiedTls(Path authorities) implements Encryption {}

    /** None; for servers on this machine alone. */
    record None() implements Encryption {}
  }

  /**
   * Copies the hosts.
   *
   * @throws IllegalArgumentException without hosts, for a bound that is not positive, or if a
   *     connection would leave this machine in clear
   */
  public PostgresqlSettings {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("name at least one host");
    }
    if (readConnections <= 0) {
      throw new IllegalArgumentException("readConnections must be positive: " + readConnections);
    }
    if (!connectTimeout.isPositive() || !statementTimeout.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
    if (encryption instanceof Encryption.None && !hosts.stream().allMatch(Host::loopback)) {
      throw new IllegalArgumentException("a connection to another machine must be encrypted");
    }
  }
}
