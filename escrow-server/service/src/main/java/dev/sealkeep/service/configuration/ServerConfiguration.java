package dev.sealkeep.service.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of one node. Every key of the configuration file is a component here, in kebab-case.
 *
 * @param data {@code data}: the directory of database, root KEK, TLS files and high-water file
 * @param database the database server; by default a file in {@code data} is the database
 * @param host {@code host}: the address to listen on; default {@code 127.0.0.1}
 * @param port {@code port}: the port to listen on, 0 for any; default 8443
 * @param origin {@code origin}: the log's name, a URL without a scheme, fixed at first start; by
 *     default one is made up
 * @param tlsCertificate {@code tls-certificate}: a PEM chain; by default a CA of the node's own
 *     issues one
 * @param tlsKey {@code tls-key}: its PKCS#8 PEM key, mode 0600
 * @param tlsNames {@code tls-names}: the names and addresses in a certificate of the node's own CA
 * @param simulatedRoots {@code simulated-roots}: SHA-256 digests (hex) of the public keys of
 *     simulators' roots; empty by default, which refuses simulated evidence (invariant 10)
 * @param trustedRoots {@code trusted-roots}: {@code technology:digest}, SHA-256 digests (hex) of
 *     the public keys of roots and keys trusted beside the vendors' own; empty by default
 * @param collateral {@code collateral}: directories with vendors' intermediates and CRLs
 * @param fetching where else collateral comes from and goes to; nowhere by default
 * @param workers {@code workers}: threads for signatures and sealing; default one a processor
 * @param queue {@code queue}: releases and activations that may wait for their turn before new ones
 *     are shed; default 4096
 * @param load how much else the node takes on
 * @param requestDeadline {@code request-deadline}: how long a request may take; default 14s
 * @param denialsPerMinute {@code denials-per-minute}: denials of verified evidence that get an
 *     entry of their own, for each tenant and chip (invariant 1); default 6
 * @param metricsTokenSha256 {@code metrics-token-sha256}: the SHA-256 digest (64 hex digits) of the
 *     bearer token that {@code /metrics} asks for; by default it asks for none
 * @param adoptLog {@code adopt-log}: trust the database's log although this node's high-water file
 *     is missing; default false
 * @param forgetNodes {@code forget-nodes}: ids of nodes that are gone for good and that no other is
 *     to wait for after the database server was replaced; empty by default
 * @param cluster how the nodes that share a database find one another; not at all by default
 */
public record ServerConfiguration(
    Path data,
    Optional<DatabaseServer> database,
    String host,
    int port,
    Optional<String> origin,
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    List<String> tlsNames,
    List<String> simulatedRoots,
    List<TrustedRoot> trustedRoots,
    List<Path> collateral,
    CollateralFetching fetching,
    int workers,
    int queue,
    LoadLimits load,
    Duration requestDeadline,
    int denialsPerMinute,
    Optional<String> metricsTokenSha256,
    boolean adoptLog,
    List<String> forgetNodes,
    Optional<Clustering> cluster) {

  /** Copies the lists. */
  public ServerConfiguration {
    tlsNames = List.copyOf(tlsNames);
    simulatedRoots = List.copyOf(simulatedRoots);
    trustedRoots = List.copyOf(trustedRoots);
    collateral = List.copyOf(collateral);
    forgetNodes = List.copyOf(forgetNodes);
  }

  /** The defaults, on a data directory. */
  public static ServerConfiguration forData(Path data) {
    return new ServerConfiguration(
        data,
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
        Optional.empty());
  }

  /** The same settings, listening elsewhere. */
  public ServerConfiguration withListen(String newHost, int newPort) {
    return with(
        database, newHost, newPort, simulatedRoots, trustedRoots, fetching, load, denialsPerMinute);
  }

  /** The same settings, accepting evidence under these simulators' roots. */
  public ServerConfiguration withSimulatedRoots(List<String> spkiSha256) {
    return with(database, host, port, spkiSha256, trustedRoots, fetching, load, denialsPerMinute);
  }

  /** The same settings, trusting these roots and keys beside the vendors'. */
  public ServerConfiguration withTrustedRoots(List<TrustedRoot> roots) {
    return with(database, host, port, simulatedRoots, roots, fetching, load, denialsPerMinute);
  }

  /** The same settings, with another quota of denials. */
  public ServerConfiguration withDenialsPerMinute(int quota) {
    return with(database, host, port, simulatedRoots, trustedRoots, fetching, load, quota);
  }

  /** The same settings, taking on more or less. */
  public ServerConfiguration withLoad(LoadLimits limits) {
    return with(
        database, host, port, simulatedRoots, trustedRoots, fetching, limits, denialsPerMinute);
  }

  /** The same settings, with collateral from elsewhere. */
  public ServerConfiguration withFetching(CollateralFetching newFetching) {
    return with(
        database, host, port, simulatedRoots, trustedRoots, newFetching, load, denialsPerMinute);
  }

  /** The same settings, on a database server. */
  public ServerConfiguration withDatabase(DatabaseServer server) {
    return with(
        Optional.of(server),
        host,
        port,
        simulatedRoots,
        trustedRoots,
        fetching,
        load,
        denialsPerMinute);
  }

  /** The same settings, trusting the database's log without a high-water file. */
  public ServerConfiguration adoptingLog() {
    return with(
        database,
        host,
        port,
        simulatedRoots,
        trustedRoots,
        fetching,
        load,
        denialsPerMinute,
        true,
        cluster);
  }

  /** The same settings, among other nodes. */
  public ServerConfiguration withCluster(Clustering clustering) {
    return with(
        database,
        host,
        port,
        simulatedRoots,
        trustedRoots,
        fetching,
        load,
        denialsPerMinute,
        adoptLog,
        Optional.of(clustering));
  }

  private ServerConfiguration with(
      Optional<DatabaseServer> newDatabase,
      String newHost,
      int newPort,
      List<String> newRoots,
      List<TrustedRoot> newTrusted,
      CollateralFetching newFetching,
      LoadLimits newLoad,
      int newQuota) {
    return with(
        newDatabase,
        newHost,
        newPort,
        newRoots,
        newTrusted,
        newFetching,
        newLoad,
        newQuota,
        adoptLog,
        cluster);
  }

  private ServerConfiguration with(
      Optional<DatabaseServer> newDatabase,
      String newHost,
      int newPort,
      List<String> newRoots,
      List<TrustedRoot> newTrusted,
      CollateralFetching newFetching,
      LoadLimits newLoad,
      int newQuota,
      boolean newAdoptLog,
      Optional<Clustering> newCluster) {
    return new ServerConfiguration(
        data,
        newDatabase,
        newHost,
        newPort,
        origin,
        tlsCertificate,
        tlsKey,
        tlsNames,
        newRoots,
        newTrusted,
        collateral,
        newFetching,
        workers,
        queue,
        newLoad,
        requestDeadline,
        newQuota,
        metricsTokenSha256,
        newAdoptLog,
        forgetNodes,
        newCluster);
  }
}
