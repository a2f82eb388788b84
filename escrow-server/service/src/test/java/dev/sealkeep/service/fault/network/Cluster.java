package dev.sealkeep.service.fault.network;

import static org.awaitility.Awaitility.await;

import dev.sealkeep.service.cluster.ClusterScene;
import dev.sealkeep.service.cluster.ClusterTlsFiles;
import dev.sealkeep.service.harness.PinnedHttp;
import dev.sealkeep.service.harness.Simulation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Three nodes, their database, and the network between them. */
public final class Cluster implements AutoCloseable {
  /** How many nodes there are. */
  public static final int NODES = 3;

  private static final int PORT = 8443;
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  /** On a machine that is busy with other things a start may give up on the database. */
  private static final int FAILED_STARTS = 3;

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
  private static final String TOKEN = "token ";

  private final PrivateNetwork network;
  private final Optional<SkewedClock> databaseClock;
  private final List<SkewedClock> clocks = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final List<PinnedHttp> probes = new ArrayList<>();
  private final DatabaseMember database;
  private final Path directory;
  private final String token;

  /**
   * Where and of what a cluster is made.
   *
   * @param directory an empty one
   * @param clock the library of {@link SkewedClock}, where clocks can be skewed
   * @param databaseClock the file of the clock that the database server goes by, likewise
   * @param before class path entries that stand before all others in the nodes alone
   */
  public record Plan(
      Path directory, Optional<Path> clock, Optional<Path> databaseClock, List<Path> before) {
    /** Copies the list. */
    public Plan {
      before = List.copyOf(before);
    }
  }

  /** Makes a cluster, starts it, and waits until every node is ready. */
  public Cluster(Plan plan) {
    this.directory = plan.directory();
    this.databaseClock =
        plan.clock()
            .flatMap(library -> plan.databaseClock().map(file -> new SkewedClock(library, file)));
    this.network = PrivateNetwork.make(NODES);
    DatabaseMember server = null;
    try {
      ClusterScene scene = new ClusterScene(directory.resolve("bus"));
      ClusterTlsFiles tlsOfDatabase = scene.files("postgresql", PrivateNetwork.database());
      server = new DatabaseMember(directory.resolve("postgresql"), tlsOfDatabase);
      this.database = server;
      for (int number = 1; number <= NODES; number++) {
        ClusterTlsFiles _ = scene.files("node" + number, PrivateNetwork.node(number));
        configure(number, number > 1);
        members.add(member(number, plan));
      }
      members.getFirst().start();
      awaitCa(1);
      awaitReady(1);
      this.token = readToken();
      for (int number = 2; number <= NODES; number++) {
        Files.createDirectories(data(number));
        Files.copy(
            data(1).resolve("root-kek"),
            data(number).resolve("root-kek"),
            StandardCopyOption.COPY_ATTRIBUTES);
        members.get(number - 1).start();
      }
      for (int number = 2; number <= NODES; number++) {
        awaitCa(number);
        awaitReady(number);
        configure(number, false);
      }
    } catch (IOException e) {
      end(server);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      end(server);
      throw e;
    }
  }

  private void end(@Nullable DatabaseMember server) {
    members.forEach(Member::close);
    if (server != null) {
      server.close();
    }
    network.close();
  }

  private Path data(int number) {
    return directory.resolve("node" + number);
  }

  private Path configuration(int number) {
    return directory.resolve("node" + number + ".properties");
  }

  private void configure(int number, boolean adopting) throws IOException {
    Path tls = directory.resolve("bus").resolve("node" + number);
    String members =
        String.join(", ", IntStream.rangeClosed(1, NODES).mapToObj(PrivateNetwork::node).toList());
    String self = PrivateNetwork.node(number);
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("data", data(number).toString()),
            Map.entry("database-hosts", PrivateNetwork.database() + ":" + DatabaseMember.PORT),
            Map.entry("database-name", "store"),
            Map.entry("database-user", "postgres"),
            Map.entry("database-ca", tls.resolve("ca.pem").toString()),
            Map.entry("database-connections", "4"),
            // A start on a busy machine takes longer than the default to load the code for TLS.
            Map.entry("database-connect-timeout", "15s"),
            Map.entry("host", self),
            Map.entry("port", Integer.toString(PORT)),
            Map.entry("tls-names", self),
            Map.entry("simulated-roots", Simulation.genoa().rootSpkiSha256()),
            Map.entry("adopt-log", Boolean.toString(adopting)),
            Map.entry("cluster-members", members),
            Map.entry("cluster-host", self),
            Map.entry("cluster-tls", tls.toString()));
    Files.write(
        configuration(number),
        settings.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
  }

  private Member member(int number, Plan plan) {
    List<String> command = new ArrayList<>(network.enter(number));
    List<String> classPath = new ArrayList<>(plan.before().stream().map(Path::toString).toList());
    classPath.add(System.getProperty("java.class.path"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, classPath),
            MemberMain.class.getName(),
            configuration(number).toString()));
    Optional<SkewedClock> clock =
        plan.clock()
            .map(
                library -> new SkewedClock(library, directory.resolve("node" + number + ".clock")));
    clock.ifPresent(clocks::add);
    return new Member(
        number, command, clock.map(SkewedClock::environment).orElse(Map.of()), directory);
  }

  private void awaitCa(int number) {
    Member member = members.get(number - 1);
    await()
        .atMost(START_LIMIT)
        .until(
            () ->
                member.exits().size() > FAILED_STARTS
                    || member.printed().stream().anyMatch(Cluster::saysReady));
    if (member.exits().size() > FAILED_STARTS) {
      throw new IllegalStateException("node " + number + " does not start; its log says why");
    }
    probes.add(http(number, PROBE_LIMIT));
  }

  private static boolean saysReady(String line) {
    return line.startsWith("ready ");
  }

  private void awaitReady(int number) {
    await().atMost(START_LIMIT).until(() -> isReady(number));
  }

  private String readToken() {
    return members.getFirst().printed().stream()
        .filter(line -> line.startsWith(TOKEN))
        .findFirst()
        .map(line -> line.substring(TOKEN.length()))
        .orElseThrow();
  }

  /** Whether a node says that it is ready. */
  public boolean isReady(int number) {
    try {
      return probes.get(number - 1).get("/readyz").status() == 200;
    } catch (UncheckedIOException unreachable) {
      return false;
    }
  }

  /** A client of a node, from where clients are. */
  public PinnedHttp http(int number, Duration deadline) {
    return new PinnedHttp(
        URI.create("https://" + PrivateNetwork.node(number) + ":" + PORT),
        data(number).resolve("tls/ca.pem"),
        deadline);
  }

  /** The admin token, which every node takes. */
  public String token() {
    return token;
  }

  /** A node; counted from 1. */
  public Member member(int number) {
    return members.get(number - 1);
  }

  /** The database. */
  public DatabaseMember database() {
    return database;
  }

  /** The network. */
  public PrivateNetwork network() {
    return network;
  }

  /** A node's clock, where clocks can be skewed. */
  public Optional<SkewedClock> clock(int number) {
    return clocks.isEmpty() ? Optional.empty() : Optional.of(clocks.get(number - 1));
  }

  /** The database server's clock, where clocks can be skewed. */
  public Optional<SkewedClock> databaseClock() {
    return databaseClock;
  }

  @Override
  public void close() {
    probes.forEach(PinnedHttp::close);
    end(database);
  }
}
