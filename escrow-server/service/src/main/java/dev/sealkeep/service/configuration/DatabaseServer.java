package dev.sealkeep.service.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PostgreSQL database that is used in place of the file in the data directory.
 *
 * @param hosts {@code database-hosts}: the servers that may be its primary, {@code HOST} or {@code
 *     HOST:PORT}; without any, the database is the file
 * @param name {@code database-name}: the database's name; default {@code sealkeep}
 * @param user {@code database-user}: the role that owns it; default {@code sealkeep}
 * @param passwordFile {@code database-password-file}: a file with the role's password, mode 0600
 * @param tls {@code database-tls}: whether connections are encrypted and the server's name is
 *     verified; default true, and false only for servers on this machine
 * @param ca {@code database-ca}: a PEM file with the CAs that may vouch for the servers; required
 *     with TLS
 * @param connections {@code database-connections}: connections that read, beside the one that
 *     writes; default 8
 * @param connectTimeout {@code database-connect-timeout}: how long a server may take to accept a
 *     connection; default 5s
 * @param statementTimeout {@code database-statement-timeout}: how long a statement may take;
 *     default 10s
 */
public record DatabaseServer(
    List<Host> hosts,
    String name,
    String user,
    Optional<Path> passwordFile,
    boolean tls,
    Optional<Path> ca,
    int connections,
    Duration connectTimeout,
    Duration statementTimeout) {
  /** A server's name or address, without brackets, and its port. */
  public record Host(String name, int port) {
    static final int DEFAULT_PORT = 5432;
    private static final Pattern FORM =
        Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** Reads {@code HOST}, {@code HOST:PORT} or {@code [ADDRESS]:PORT}; empty for anything else. */
    static Optional<Host> parse(String text, int defaultPort) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      int port = matcher.group(3) == null ? defaultPort : Integer.parseInt(matcher.group(3));
      return port >= 1 && port <= 65_535 ? Optional.of(new Host(name, port)) : Optional.empty();
    }

    /** Whether connections to it stay on this machine. */
    public boolean loopback() {
      return LOOPBACK.contains(name);
    }
  }

  /** Copies the list. */
  public DatabaseServer {
    hosts = List.copyOf(hosts);
  }

  /** The defaults, without a server. */
  public static DatabaseServer defaults() {
    return new DatabaseServer(
        List.of(),
        "sealkeep",
        "sealkeep",
        Optional.empty(),
        true,
        Optional.empty(),
        8,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
