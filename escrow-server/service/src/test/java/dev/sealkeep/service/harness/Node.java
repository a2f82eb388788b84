package dev.sealkeep.service.harness;

import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.server.EscrowServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node in this process, on a data directory that outlives it. */
public final class Node implements AutoCloseable {
  private final EscrowServer server;
  private final PinnedHttp http;

  private Node(EscrowServer server) {
    this.server = server;
    this.http = new PinnedHttp(server.port(), server.caFile());
  }

  /** Starts a node that accepts the {@link Simulation}'s evidence. */
  public static Node start(Path data) {
    return start(data, InstantSource.system(), configuration -> configuration);
  }

  /** Starts a node with another clock and other settings. */
  public static Node start(
      Path data, InstantSource clock, UnaryOperator<ServerConfiguration> settings) {
    return start(data, clock, settings, Duration.ofSeconds(1));
  }

  /** Starts a node that looks that often for what others have committed. */
  public static Node start(
      Path data,
      InstantSource clock,
      UnaryOperator<ServerConfiguration> settings,
      Duration followInterval) {
    ServerConfiguration configuration =
        ServerConfiguration.forData(data)
            .withListen("127.0.0.1", 0)
            .withSimulatedRoots(List.of(Simulation.genoa().rootSpkiSha256()));
    return new Node(EscrowServer.start(settings.apply(configuration), clock, followInterval));
  }

  /** A client of it. */
  public PinnedHttp http() {
    return http;
  }

  /** The operator with the token of the first start. */
  public Operator operator() {
    return new Operator(http, server.firstToken().orElseThrow());
  }

  /** The operator with a token that an earlier start gave. */
  public Operator operator(String token) {
    return new Operator(http, token);
  }

  /** The token of the first start. */
  public String token() {
    return server.firstToken().orElseThrow();
  }

  /** The server itself. */
  public EscrowServer server() {
    return server;
  }

  /**
   * Creates tenant, reference set {@code builds}, policy {@code root} and key {@code disk}, for
   * guests of {@link Guest#GOOD}; yields the tenant's answer.
   */
  public JsonObject scene(Operator operator, String tenant) {
    JsonObject created = operator.createTenant(tenant);
    operator.putReference(
        tenant, "builds", "simulated-amd-sev-snp measurement " + Guest.GOOD_HEX + "\n");
    operator.putPolicy(tenant, "root", Guest.POLICY);
    operator.createKey(tenant, "disk", "root");
    return created;
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
