package dev.sealkeep.service.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.service.harness.ReferenceTable;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
  private static final String ROOT = "ab".repeat(32);
  private static final String OTHER_ROOT = "cd".repeat(32);
  private static final List<String> DISCOVERIES =
      List.of("cluster-members", "cluster-dns", "cluster-kubernetes");
  private static final String ONE_OF_THREE =
      "set one of cluster-members, cluster-dns and cluster-kubernetes";

  @TempDir Path directory;

  private ServerConfiguration read(String text) throws ConfigurationException, IOException {
    return ConfigurationFile.read(Files.writeString(directory.resolve("server.properties"), text));
  }

  private List<String> problems(String text) {
    ConfigurationException[] refusal = new ConfigurationException[1];
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(ConfigurationException.class, e -> refusal[0] = e);
    return String.valueOf(refusal[0].getMessage()).lines().toList();
  }

  @Test
  void defaults() throws ConfigurationException, IOException {
    assertThat(read("data=node"))
        .isEqualTo(
            new ServerConfiguration(
                directory.resolve("node"),
                Optional.empty(),
                "127.0.0.1",
                8443,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("localhost", "127.0.0.1", "::1"),
                List.of(),
                List.of(),
                List.of(),
                CollateralFetching.off(),
                Runtime.getRuntime().availableProcessors(),
                4_096,
                LoadLimits.defaults(),
                Duration.ofSeconds(14),
                6,
                Optional.empty(),
                false,
                List.of(),
                Optional.empty()))
        .isEqualTo(ServerConfiguration.forData(directory.resolve("node")));
  }

  @Test
  void everyKeyIsMapped() throws ConfigurationException, IOException {
    String text =
        """
        data=/var/lib/sealkeep
        database-hosts=db1.example, db2.example:5433, [::1]:6000
        database-name=escrow
        database-user=keeper
        database-password-file=db/password
        database-tls=true
        database-ca=/etc/db/ca.pem
        database-connections=20
        database-connect-timeout=3s
        database-statement-timeout=1m
        host = 10.0.0.7
        port=443
        origin=log.example.org/a
        tls-certificate=tls/chain.pem
        tls-key=/etc/sealkeep/key.pem
        tls-names=escrow.example.org, 10.0.0.7
        simulated-roots=%s,%s
        trusted-roots=tpm2:%s, arm-cca:%s
        collateral=amd, /srv/collateral
        collateral-fetch=amd, intel
        collateral-amd=http://kds.example:8080/amd/
        collateral-intel=https://pccs.example:8081
        collateral-new-per-minute=5
        collateral-keep=300
        collateral-listen=[::1]:8088
        workers=8
        queue=1000
        releases-at-once=40
        queue-deadline=1s
        body-bytes=4000000
        body-deadline=2s
        header-deadline=3s
        handshake-deadline=4s
        keep-alive=6s
        connections=70
        connections-per-address=7
        request-deadline=2m
        denials-per-minute=0
        metrics-token-sha256=%s
        adopt-log=true
        forget-nodes=00112233445566aa, ffeeddccbbaa9988
        cluster-host=node1.example
        cluster-port=7000
        cluster-bus-port=7001
        cluster-tls=certificates
        """
            .formatted(ROOT, OTHER_ROOT, ROOT, OTHER_ROOT, ROOT);
    assertThat(
            Stream.concat(text.lines().map(line -> line.split("[ =]", 2)[0]), DISCOVERIES.stream()))
        .containsExactlyInAnyOrderElementsOf(ConfigurationFile.KEYS);

    assertThat(read(text + "cluster-members=node1.example, [fd00::2]:7100\n"))
        .isEqualTo(
            new ServerConfiguration(
                Path.of("/var/lib/sealkeep"),
                Optional.of(
                    new DatabaseServer(
                        List.of(
                            new DatabaseServer.Host("db1.example", 5432),
                            new DatabaseServer.Host("db2.example", 5433),
                            new DatabaseServer.Host("::1", 6000)),
                        "escrow",
                        "keeper",
                        Optional.of(directory.resolve("db/password")),
                        true,
                        Optional.of(Path.of("/etc/db/ca.pem")),
                        20,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1))),
                "10.0.0.7",
                443,
                Optional.of("log.example.org/a"),
                Optional.of(directory.resolve("tls/chain.pem")),
                Optional.of(Path.of("/etc/sealkeep/key.pem")),
                List.of("escrow.example.org", "10.0.0.7"),
                List.of(ROOT, OTHER_ROOT),
                List.of(new TrustedRoot("tpm2", ROOT), new TrustedRoot("arm-cca", OTHER_ROOT)),
                List.of(directory.resolve("amd"), Path.of("/srv/collateral")),
                new CollateralFetching(
                    Optional.of(URI.create("http://kds.example:8080/amd")),
                    Optional.of(URI.create("https://pccs.example:8081")),
                    5,
                    300,
                    Optional.of(new CollateralFetching.Address("[::1]", 8088))),
                8,
                1_000,
                new LoadLimits(
                    40,
                    Duration.ofSeconds(1),
                    4_000_000,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(6),
                    70,
                    7),
                Duration.ofMinutes(2),
                0,
                Optional.of(ROOT),
                true,
                List.of("00112233445566aa", "ffeeddccbbaa9988"),
                Optional.of(
                    new Clustering(
                        new Clustering.Discovery.Members(
                            List.of(
                                new DatabaseServer.Host("node1.example", 7_000),
                                new DatabaseServer.Host("fd00::2", 7_100))),
                        "node1.example",
                        7_000,
                        7_001,
                        directory.resolve("certificates")))));
  }

  @Test
  void nodesFindOneAnotherInOneOfThreeWays() throws ConfigurationException, IOException {
    String text = "data=n\ndatabase-hosts=localhost\ndatabase-tls=false\ncluster-host=10.0.0.7\n";

    assertThat(read(text + "cluster-dns=nodes.example").cluster())
        .hasValue(
            new Clustering(
                new Clustering.Discovery.Dns("nodes.example"),
                "10.0.0.7",
                Clustering.PORT,
                Clustering.BUS_PORT,
                directory.resolve("n/cluster")));
    assertThat(
            read(text + "cluster-kubernetes=sealkeep.default.svc")
                .cluster()
                .orElseThrow()
                .discovery())
        .isEqualTo(new Clustering.Discovery.Kubernetes("sealkeep.default.svc"));
    assertThat(problems(text)).containsExactly(ONE_OF_THREE);
    assertThat(problems(text + "cluster-dns=a\ncluster-members=b")).containsExactly(ONE_OF_THREE);
  }

  @Test
  void aClusterNeedsADatabaseServerAndAnAddressOfTheNode() {
    assertThat(problems("data=n\ncluster-members=a:0"))
        .containsExactly(
            "cluster-members: 'a:0' is not HOST or HOST:PORT",
            "cluster-host: name this node's private address, or a name of it",
            "cluster-members has no use without database-hosts: a file is for one node alone");
  }

  @Test
  void everyKeyIsAComponentOfTheRecordInKebabCase() {
    assertThat(
            Arrays.stream(ServerConfiguration.class.getRecordComponents())
                .flatMap(ConfigurationFileTest::keys))
        .containsExactlyElementsOf(ConfigurationFile.KEYS);
  }

  private static Stream<String> keys(RecordComponent component) {
    return switch (component.getName()) {
      case "load" -> nested("", LoadLimits.class);
      case "database" -> nested("database-", DatabaseServer.class);
      case "fetching" ->
          Stream.concat(
              Stream.of("collateral-fetch"), nested("collateral-", CollateralFetching.class));
      case "cluster" ->
          Stream.concat(
              DISCOVERIES.stream(),
              nested("cluster-", Clustering.class).filter(key -> !key.endsWith("discovery")));
      default -> Stream.of(kebab(component));
    };
  }

  private static Stream<String> nested(String prefix, Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(nested -> prefix + kebab(nested));
  }

  private static String kebab(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void aDatabaseServerElsewhereNeedsTlsAndACa() {
    assertThat(problems("data=node\ndatabase-hosts=db.example"))
        .singleElement()
        .asString()
        .startsWith("database-ca: name the PEM file");
    assertThat(problems("data=node\ndatabase-hosts=localhost, db.example\ndatabase-tls=false"))
        .singleElement()
        .asString()
        .contains("a server on this machine");
  }

  @Test
  void aDatabaseServerOnThisMachineMayBeReachedInClear()
      throws ConfigurationException, IOException {
    assertThat(read("data=node\ndatabase-hosts=localhost\ndatabase-tls=false").database())
        .hasValueSatisfying(
            server ->
                assertThat(server.hosts())
                    .containsExactly(new DatabaseServer.Host("localhost", 5432)));
  }

  @Test
  void settingsOfADatabaseServerWithoutOneAreMistakes() {
    assertThat(problems("data=node\ndatabase-user=me\ndatabase-name=it"))
        .containsExactly(
            "database-name has no use without database-hosts",
            "database-user has no use without database-hosts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db:0", "db:70000", "db:x", "a b", "[::1", "user@db", "db/name"})
  void malformedDatabaseHostsAreQuoted(String host) {
    assertThat(problems("data=node\ndatabase-tls=false\ndatabase-hosts=" + host))
        .anyMatch(problem -> problem.startsWith("database-hosts: '" + host + "'"));
  }

  @Test
  void nothingIsFetchedUnlessAVendorIsNamed() throws ConfigurationException, IOException {
    assertThat(read("data=node\ncollateral-amd=http://kds.example").fetching().amd()).isEmpty();
    assertThat(read("data=node\ncollateral-fetch=amd").fetching())
        .isEqualTo(
            new CollateralFetching(
                Optional.of(CollateralFetching.AMD),
                Optional.empty(),
                30,
                20_000,
                Optional.empty()));
  }

  @Test
  void trustedRootsAreOfRealTechnologiesAndWholeDigests() {
    assertThat(
            problems(
                "data=node\ntrusted-roots=tpm2:00, abacus:%1$s, simulated-amd-sev-snp:%1$s, %1$s"
                    .formatted(ROOT)))
        .hasSize(4)
        .allMatch(problem -> problem.startsWith("trusted-roots: '"));
  }

  @Test
  void theReferenceListsEveryKeyWithItsDefaultAndNoOther() {
    ServerConfiguration defaults = ServerConfiguration.forData(Path.of("/data"));
    Map<String, String> expected = new TreeMap<>();
    expected.put("data", "required");
    DatabaseServer server = DatabaseServer.defaults();
    expected.put("database-hosts", "none");
    expected.put("database-name", "`" + server.name() + "`");
    expected.put("database-user", "`" + server.user() + "`");
    expected.put("database-password-file", "none");
    expected.put("database-tls", "`" + server.tls() + "`");
    expected.put("database-ca", "none");
    expected.put("database-connections", "`" + server.connections() + "`");
    expected.put("database-connect-timeout", "`" + server.connectTimeout().toSeconds() + "s`");
    expected.put("database-statement-timeout", "`" + server.statementTimeout().toSeconds() + "s`");
    expected.put("host", "`" + defaults.host() + "`");
    expected.put("port", "`" + defaults.port() + "`");
    expected.put("origin", "made up");
    expected.put("tls-certificate", "the node's own CA issues one");
    expected.put("tls-key", "");
    expected.put("tls-names", "`" + String.join(",", defaults.tlsNames()) + "`");
    expected.put("simulated-roots", "none");
    expected.put("trusted-roots", "none");
    expected.put("collateral", "none");
    expected.put("collateral-fetch", "none");
    expected.put("collateral-amd", "`" + CollateralFetching.AMD + "`");
    expected.put("collateral-intel", "`" + CollateralFetching.INTEL + "`");
    expected.put("collateral-new-per-minute", "`" + defaults.fetching().newPerMinute() + "`");
    expected.put("collateral-keep", "`" + defaults.fetching().keep() + "`");
    expected.put("collateral-listen", "none");
    expected.put("workers", "one a processor");
    expected.put("queue", "`" + defaults.queue() + "`");
    LoadLimits load = defaults.load();
    expected.put("releases-at-once", "32 a processor");
    expected.put("queue-deadline", "`" + load.queueDeadline().toSeconds() + "s`");
    expected.put("body-bytes", "an eighth of the heap");
    expected.put("body-deadline", "`" + load.bodyDeadline().toSeconds() + "s`");
    expected.put("header-deadline", "`" + load.headerDeadline().toSeconds() + "s`");
    expected.put("handshake-deadline", "`" + load.handshakeDeadline().toSeconds() + "s`");
    expected.put("keep-alive", "`" + load.keepAlive().toMinutes() + "m`");
    expected.put("connections", "`" + load.connections() + "`");
    expected.put("connections-per-address", "`" + load.connectionsPerAddress() + "`");
    expected.put("request-deadline", "`" + defaults.requestDeadline().toSeconds() + "s`");
    expected.put("denials-per-minute", "`" + defaults.denialsPerMinute() + "`");
    expected.put("metrics-token-sha256", "none");
    expected.put("adopt-log", "`" + defaults.adoptLog() + "`");
    expected.put("forget-nodes", "none");
    expected.put("cluster-members", "none");
    expected.put("cluster-dns", "none");
    expected.put("cluster-kubernetes", "none");
    expected.put("cluster-host", "none");
    expected.put("cluster-port", "`" + Clustering.PORT + "`");
    expected.put("cluster-bus-port", "`" + Clustering.BUS_PORT + "`");
    expected.put("cluster-tls", "`cluster` in `data`");
    assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(ConfigurationFile.KEYS);

    Map<String, String> documented = new TreeMap<>();
    ReferenceTable.of("configuration.md")
        .forEach((key, cells) -> documented.put(key, cells.getFirst()));
    assertThat(documented).isEqualTo(expected);
  }

  @Test
  void theReferenceListsTheKeysInTheOrderOfTheCode() {
    assertThat(ReferenceTable.of("configuration.md").keySet())
        .containsExactlyElementsOf(ConfigurationFile.KEYS);
  }

  @ParameterizedTest
  @CsvSource({
    "prot, port",
    "dta, data",
    "tls_certificate, tls-certificate",
    "simulated-root, simulated-roots",
    "request_deadline, request-deadline",
    "PORT, port"
  })
  void anUnknownKeyIsRefusedWithASuggestion(String key, String suggestion) {
    List<String> problems = problems("data=node\n" + key + "=1\n");

    assertThat(problems)
        .containsExactly("unknown key '%s'; did you mean '%s'?".formatted(key, suggestion));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port=65536 | port: '65536' is not a number from 0 to 65535",
        "port=-1 | port: '-1' is not a number from 0 to 65535",
        "port=http | port: 'http' is not a number from 0 to 65535",
        "port= | port: '' is not a number from 0 to 65535",
        "workers=0 | workers: '0' is not a number from 1 to 1024",
        "workers=1025 | workers: '1025' is not a number from 1 to 1024",
        "queue=0 | queue: '0' is not a number from 1 to 65536",
        "queue=65537 | queue: '65537' is not a number from 1 to 65536",
        "releases-at-once=0 | releases-at-once: '0' is not a number from 1 to 65536",
        "body-bytes=2097151 | body-bytes: '2097151' is not a number from 2097152 to 2147483647",
        "connections=0 | connections: '0' is not a number from 1 to 1000000",
        "connections-per-address=0 | connections-per-address: '0' is not a number from 1 to"
            + " 1000000",
        "denials-per-minute=-1 | denials-per-minute: '-1' is not a number from 0 to 100000",
        "request-deadline=10 | request-deadline: '10' is not a duration such as 10s or 2m",
        "request-deadline=0s | request-deadline: '0s' is not a duration such as 10s or 2m",
        "request-deadline=1h | request-deadline: '1h' is not a duration such as 10s or 2m",
        "adopt-log=yes | adopt-log: 'yes' is not true or false",
        "adopt-log=TRUE | adopt-log: 'TRUE' is not true or false",
        "simulated-roots=AB | simulated-roots: 'AB' is not 64 lower-case hex digits",
        "metrics-token-sha256=secret | metrics-token-sha256: not the 64 lower-case hex digits that"
            + " sha256sum prints",
        "tls-key=a | tls-certificate and tls-key go together: set both or neither",
        "tls-certificate=a | tls-certificate and tls-key go together: set both or neither",
        "collateral=a\\u0000 | collateral: not a path",
        "origin= | origin: '' is not a URL without a scheme",
        "origin=two words | origin: 'two words' is not a URL without a scheme",
        "origin=a+b | origin: 'a+b' is not a URL without a scheme",
        "host= | host: empty"
      })
  void aValueThatCannotBeIsRefused(String line, String problem) {
    assertThat(problems("data=node\n" + line + "\n")).containsExactly(problem);
  }

  @Test
  void everythingThatIsWrongIsReportedAtOnce() {
    assertThat(problems("port=x\nqueue=0\nworker=1\nadopt-log=1\ntls-key=k\norigin=a b\n"))
        .containsExactlyInAnyOrder(
            "unknown key 'worker'; did you mean 'workers'?",
            "missing key 'data'",
            "port: 'x' is not a number from 0 to 65535",
            "queue: '0' is not a number from 1 to 65536",
            "adopt-log: '1' is not true or false",
            "origin: 'a b' is not a URL without a scheme",
            "tls-certificate and tls-key go together: set both or neither");
  }

  @Test
  void aMalformedEscapeIsReported() {
    assertThat(problems("data=\\u00zz"))
        .singleElement()
        .asString()
        .endsWith("server.properties: a malformed escape sequence");
  }

  @Test
  void aDataPathThatIsNoneIsReportedOnce() {
    assertThat(problems("data=a\\u0000b")).containsExactly("data: not a path");
  }

  @Test
  void theOtherSettingsStayWhenOneIsChanged() {
    ServerConfiguration configuration =
        ServerConfiguration.forData(Path.of("/data"))
            .withListen("::1", 1)
            .withSimulatedRoots(List.of(ROOT))
            .withDenialsPerMinute(3);

    assertThat(configuration.host()).isEqualTo("::1");
    assertThat(configuration.port()).isEqualTo(1);
    assertThat(configuration.simulatedRoots()).containsExactly(ROOT);
    assertThat(configuration.denialsPerMinute()).isEqualTo(3);
    assertThat(
            configuration
                .withListen("127.0.0.1", 8443)
                .withSimulatedRoots(List.of())
                .withDenialsPerMinute(6))
        .isEqualTo(ServerConfiguration.forData(Path.of("/data")));
  }
}
