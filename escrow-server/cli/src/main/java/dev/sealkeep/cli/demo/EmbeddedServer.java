package dev.sealkeep.cli.demo;

import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.server.EscrowServer;
import java.nio.file.Path;
import java.util.List;

/** The escrow in this process, on a port of 127.0.0.1 that the system chooses. */
final class EmbeddedServer implements AutoCloseable {
  private final EscrowServer server;
  private boolean closed;

  private EmbeddedServer(EscrowServer server) {
    this.server = server;
  }

  /** Starts a server that accepts evidence under one simulator's root. */
  static EmbeddedServer start(Path data, String simulatedRoot) {
    return new EmbeddedServer(
        EscrowServer.start(
            ServerConfiguration.forData(data)
                .withListen("127.0.0.1", 0)
                .withSimulatedRoots(List.of(simulatedRoot))));
  }

  /** Its address. */
  String url() {
    return "https://127.0.0.1:" + server.port();
  }

  /** The administrator's token, which a server gives out at its first start. */
  String token() {
    return server.firstToken().orElseThrow(() -> new DemoFailure("the server gave no token"));
  }

  /** The authority of its certificate. */
  Path caFile() {
    return server.caFile();
  }

  /** Stops it; again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.close();
    }
  }
}
