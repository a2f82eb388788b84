package dev.sealkeep.service.configuration;

import dev.sealkeep.policy.diagnostic.Spelling;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a properties file into a {@link ServerConfiguration}, and reports every mistake at once.
 */
public final class ConfigurationFile {
  /** Every key a file may hold. */
  public static final List<String> KEYS =
      List.of(
          "data",
          "database-hosts",
          "database-name",
          "database-user",
          "database-password-file",
          "database-tls",
          "database-ca",
          "database-connections",
          "database-connect-timeout",
          "database-statement-timeout",
          "host",
          "port",
          "origin",
          "tls-certificate",
          "tls-key",
          "tls-names",
          "simulated-roots",
          "trusted-roots",
          "collateral",
          "collateral-fetch",
          "collateral-amd",
          "collateral-intel",
          "collateral-new-per-minute",
          "collateral-keep",
          "collateral-listen",
          "workers",
          "queue",
          "releases-at-once",
          "queue-deadline",
          "body-bytes",
          "body-deadline",
          "header-deadline",
          "handshake-deadline",
          "keep-alive",
          "connections",
          "connections-per-address",
          "request-deadline",
          "denials-per-minute",
          "metrics-token-sha256",
          "adopt-log",
          "forget-nodes",
          "cluster-members",
          "cluster-dns",
          "cluster-kubernetes",
          "cluster-host",
          "cluster-port",
          "cluster-bus-port",
          "cluster-tls");

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,4})(s|m)");
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:/-]{0,127}");
  private static final List<String> VENDORS = List.of("amd", "intel");
  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");
  private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private final Properties properties;
  private final Path base;
  private final List<String> problems = new ArrayList<>();

  private ConfigurationFile(Properties properties, Path base) {
    this.properties = properties;
    this.base = base;
  }

  /** Reads {@code file}; relative paths in it are taken from its directory. */
  public static ServerConfiguration read(Path file) throws ConfigurationException, IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of(file + ": a malformed escape sequence"));
    }
    Path parent = file.toAbsolutePath().getParent();
    return new ConfigurationFile(properties, parent == null ? Path.of("/") : parent).parse();
  }

  private List<String> forgetNodes() {
    List<String> nodes = list("forget-nodes").orElse(List.of());
    for (String node : nodes) {
      if (!NODE_ID.matcher(node).matches()) {
        problems.add("forget-nodes: '" + node + "' is not 16 lower-case hex digits");
      }
    }
    return nodes;
  }

  private ServerConfiguration parse() throws ConfigurationException {
    for (String key : properties.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        problems.add(unknown(key));
      }
    }
    Path data = data();
    ServerConfiguration defaults = ServerConfiguration.forData(data);
    Optional<Path> certificate = path("tls-certificate");
    Optional<Path> key = path("tls-key");
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("tls-certificate and tls-key go together: set both or neither");
    }
    List<String> roots = list("simulated-roots").orElse(defaults.simulatedRoots());
    for (String root : roots) {
      if (!SHA_256.matcher(root).matches()) {
        problems.add("simulated-roots: '" + root + "' is not 64 lower-case hex digits");
      }
    }
    ServerConfiguration configuration =
        new ServerConfiguration(
            data,
            database(),
            host(defaults.host()),
            number("port", 0, 65_535, defaults.port()),
            origin(),
            certificate,
            key,
            list("tls-names").orElse(defaults.tlsNames()),
            roots,
            trusted(),
            list("collateral").orElse(List.of()).stream()
                .flatMap(item -> resolve("collateral", item).stream())
                .toList(),
            fetching(defaults.fetching()),
            number("workers", 1, 1_024, defaults.workers()),
            number("queue", 1, 65_536, defaults.queue()),
            load(defaults.load()),
            duration("request-deadline", defaults.requestDeadline()),
            number("denials-per-minute", 0, 100_000, defaults.denialsPerMinute()),
            metricsToken(),
            flag("adopt-log", defaults.adoptLog()),
            forgetNodes(),
            cluster(data));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return configuration;
  }

  private Optional<String> metricsToken() {
    Optional<String> digest = text("metrics-token-sha256");
    if (digest.isPresent() && !SHA_256.matcher(digest.get()).matches()) {
      problems.add("metrics-token-sha256: not the 64 lower-case hex digits that sha256sum prints");
    }
    return digest;
  }

  private List<TrustedRoot> trusted() {
    List<TrustedRoot> trusted = new ArrayList<>();
    for (String entry : list("trusted-roots").orElse(List.of())) {
      TrustedRoot.parse(entry)
          .ifPresentOrElse(
              trusted::add,
              () ->
                  problems.add(
                      "trusted-roots: '%s' is not a technology, a colon and 64 lower-case hex digits"
                          .formatted(entry)));
    }
    return trusted;
  }

  private Path data() {
    if (text("data").isEmpty()) {
      problems.add("missing key 'data'");
    }
    return path("data").orElse(base);
  }

  private String host(String otherwise) {
    String host = text("host").orElse(otherwise);
    if (host.isEmpty()) {
      problems.add("host: empty");
    }
    return host;
  }

  private Optional<String> origin() {
    Optional<String> origin = text("origin");
    if (origin.isPresent() && !ORIGIN.matcher(origin.get()).matches()) {
      problems.add("origin: '%s' is not a URL without a scheme".formatted(origin.get()));
    }
    return origin;
  }

  private Optional<DatabaseServer> database() {
    DatabaseServer defaults = DatabaseServer.defaults();
    DatabaseServer server =
        new DatabaseServer(
            hosts(),
            text("database-name").orElse(defaults.name()),
            text("database-user").orElse(defaults.user()),
            path("database-password-file"),
            flag("database-tls", defaults.tls()),
            path("database-ca"),
            number("database-connections", 1, 256, defaults.connections()),
            duration("database-connect-timeout", defaults.connectTimeout()),
            duration("database-statement-timeout", defaults.statementTimeout()));
    if (server.hosts().isEmpty()) {
      properties.stringPropertyNames().stream()
          .filter(key -> key.startsWith("database-") && KEYS.contains(key))
          .sorted()
          .forEach(key -> problems.add(key + " has no use without database-hosts"));
      return Optional.empty();
    }
    if (server.tls() && server.ca().isEmpty()) {
      problems.add(
          "database-ca: name the PEM file with the CA of the database server's certificate");
    }
    if (!server.tls() && !server.hosts().stream().allMatch(DatabaseServer.Host::loopback)) {
      problems.add("database-tls=false is for a server on this machine, such as localhost");
    }
    return Optional.of(server);
  }

  private LoadLimits load(LoadLimits defaults) {
    return new LoadLimits(
        number("releases-at-once", 1, 65_536, defaults.releasesAtOnce()),
        duration("queue-deadline", defaults.queueDeadline()),
        number("body-bytes", LoadLimits.LEAST_BODY_BYTES, Integer.MAX_VALUE, defaults.bodyBytes()),
        duration("body-deadline", defaults.bodyDeadline()),
        duration("header-deadline", defaults.headerDeadline()),
        duration("handshake-deadline", defaults.handshakeDeadline()),
        duration("keep-alive", defaults.keepAlive()),
        number("connections", 1, 1_000_000, defaults.connections()),
        number("connections-per-address", 1, 1_000_000, defaults.connectionsPerAddress()));
  }

  private List<DatabaseServer.Host> hosts() {
    return hosts("database-hosts", "HOST or HOST:PORT", DatabaseServer.Host.DEFAULT_PORT);
  }

  private List<DatabaseServer.Host> hosts(String key, String expected, int defaultPort) {
    List<DatabaseServer.Host> hosts = new ArrayList<>();
    for (String item : list(key).orElse(List.of())) {
      DatabaseServer.Host.parse(item, defaultPort)
          .ifPresentOrElse(
              hosts::add, () -> problems.add(key + ": '" + item + "' is not " + expected));
    }
    return hosts;
  }

  private Optional<Clustering> cluster(Path data) {
    List<String> set =
        KEYS.stream().filter(key -> key.startsWith("cluster-") && text(key).isPresent()).toList();
    if (set.isEmpty()) {
      return Optional.empty();
    }
    int port = number("cluster-port", 1, 65_535, Clustering.PORT);
    List<Clustering.Discovery> discoveries = discoveries(port);
    if (discoveries.size() != 1) {
      problems.add("set one of cluster-members, cluster-dns and cluster-kubernetes");
    }
    if (text("cluster-host").filter(host -> !host.isEmpty()).isEmpty()) {
      problems.add("cluster-host: name this node's private address, or a name of it");
    }
    if (text("database-hosts").isEmpty()) {
      problems.add(
          set.getFirst() + " has no use without database-hosts: a file is for one node alone");
    }
    Clustering.Discovery nowhere = new Clustering.Discovery.Members(List.of());
    return Optional.of(
        new Clustering(
            discoveries.isEmpty() ? nowhere : discoveries.getFirst(),
            text("cluster-host").orElse(""),
            port,
            number("cluster-bus-port", 0, 65_535, Clustering.BUS_PORT),
            path("cluster-tls").orElse(data.resolve("cluster"))));
  }

  private List<Clustering.Discovery> discoveries(int port) {
    List<Clustering.Discovery> discoveries = new ArrayList<>();
    if (text("cluster-members").isPresent()) {
      discoveries.add(
          new Clustering.Discovery.Members(hosts("cluster-members", "HOST or HOST:PORT", port)));
    }
    text("cluster-dns").ifPresent(name -> discoveries.add(new Clustering.Discovery.Dns(name)));
    text("cluster-kubernetes")
        .ifPresent(service -> discoveries.add(new Clustering.Discovery.Kubernetes(service)));
    return discoveries;
  }

  private CollateralFetching fetching(CollateralFetching defaults) {
    List<String> vendors = list("collateral-fetch").orElse(List.of());
    for (String vendor : vendors) {
      if (!VENDORS.contains(vendor)) {
        problems.add("collateral-fetch: '%s' is neither amd nor intel".formatted(vendor));
      }
    }
    URI amd = url("collateral-amd", CollateralFetching.AMD);
    URI intel = url("collateral-intel", CollateralFetching.INTEL);
    return new CollateralFetching(
        vendors.contains("amd") ? Optional.of(amd) : Optional.empty(),
        vendors.contains("intel") ? Optional.of(intel) : Optional.empty(),
        number("collateral-new-per-minute", 0, 100_000, defaults.newPerMinute()),
        number("collateral-keep", 1, 1_000_000, defaults.keep()),
        parsed(
            "collateral-listen",
            value -> Optional.of(address(value)),
            "HOST:PORT",
            Optional.<CollateralFetching.Address>empty()));
  }

  private URI url(String key, URI otherwise) {
    return parsed(
        key,
        value -> {
          if (!URL.matcher(value).matches()) {
            throw new NumberFormatException();
          }
          return URI.create(value.replaceFirst("/+$", ""));
        },
        "an http or https URL without a query",
        otherwise);
  }

  private static CollateralFetching.Address address(String value) {
    int colon = value.lastIndexOf(':');
    int port = Integer.parseInt(value.substring(colon + 1));
    if (colon < 1 || port < 0 || port > 65_535) {
      throw new NumberFormatException();
    }
    return new CollateralFetching.Address(value.substring(0, colon), port);
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(properties.getProperty(key)).map(String::strip);
  }

  private Optional<Path> path(String key) {
    return text(key).flatMap(value -> resolve(key, value));
  }

  private Optional<Path> resolve(String key, String value) {
    try {
      return Optional.of(base.resolve(value));
    } catch (InvalidPathException e) {
      problems.add(key + ": not a path");
      return Optional.empty();
    }
  }

  private Optional<List<String>> list(String key) {
    return text(key)
        .map(
            value ->
                Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .toList());
  }

  private int number(String key, int least, int most, int otherwise) {
    return parsed(
        key,
        value -> {
          int number = Integer.parseInt(value);
          if (number < least || number > most) {
            throw new NumberFormatException();
          }
          return number;
        },
        "a number from " + least + " to " + most,
        otherwise);
  }

  private Duration duration(String key, Duration otherwise) {
    return parsed(
        key,
        value -> {
          Matcher matcher = DURATION.matcher(value);
          if (!matcher.matches()) {
            throw new NumberFormatException();
          }
          long count = Long.parseLong(matcher.group(1));
          return matcher.group(2).equals("s")
              ? Duration.ofSeconds(count)
              : Duration.ofMinutes(count);
        },
        "a duration such as 10s or 2m",
        otherwise);
  }

  private boolean flag(String key, boolean otherwise) {
    return parsed(
        key,
        value ->
            switch (value) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new NumberFormatException();
            },
        "true or false",
        otherwise);
  }

  private <T> T parsed(String key, Function<String, T> parser, String expected, T otherwise) {
    Optional<String> value = text(key);
    try {
      return value.map(parser).orElse(otherwise);
    } catch (NumberFormatException e) {
      problems.add("%s: '%s' is not %s".formatted(key, value.orElse(""), expected));
      return otherwise;
    }
  }

  private static String unknown(String key) {
    return Spelling.nearest(key.toLowerCase(Locale.ROOT), KEYS)
        .map(near -> "unknown key '%s'; did you mean '%s'?".formatted(key, near))
        .orElse("unknown key '" + key + "'");
  }
}
