package dev.sealkeep.service.harness;

import dev.sealkeep.service.configuration.ConfigurationException;
import dev.sealkeep.service.configuration.ConfigurationFile;
import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.server.EscrowServer;
import dev.sealkeep.service.server.StartRefusedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A node as a process of its own, so that a test can kill it, with the settings of the file {@code
 * server.properties} in its data directory, if there is one. {@link NodeProcess} reads what it
 * prints, a line each: {@code token TEXT} at the first start, {@code ready PORT MILLIS CA-FILE},
 * and {@code drained} once SIGTERM has been obeyed. It ends when its standard input does, so that
 * it never outlives the test.
 */
public final class NodeMain {
  private static final int REFUSED = 2;

  private NodeMain() {}

  /**
   * Runs a node.
   *
   * @param arguments the data directory, and the digest of the simulators' root to accept
   */
  public static void main(String[] arguments) throws IOException {
    run(arguments, server -> {});
  }

  /** Runs a node, with what is done to it before it says that it is ready. */
  static void run(String[] arguments, Consumer<EscrowServer> before) throws IOException {
    run(configuration(Path.of(arguments[0])).withSimulatedRoots(List.of(arguments[1])), before);
  }

  /** Runs a node with these settings, with what is done to it before it says that it is ready. */
  public static void run(ServerConfiguration configuration, Consumer<EscrowServer> before)
      throws IOException {
    EscrowServer server = start(configuration);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  print("drained");
                },
                "drain"));
    before.accept(server);
    server.firstToken().ifPresent(token -> print("token " + token));
    server.firstTokenIsKept();
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    print("ready " + server.port() + ' ' + sinceStart + ' ' + server.caFile());
    while (System.in.read() >= 0) {
      // Nothing is ever sent; the end of input is the test's end.
    }
    System.exit(0);
  }

  /** A refusal ends as it does in the command. */
  private static EscrowServer start(ServerConfiguration configuration) {
    try {
      return EscrowServer.start(configuration);
    } catch (StartRefusedException e) {
      throw refused(e);
    }
  }

  private static IllegalStateException refused(Exception e) {
    System.err.println("the node refuses to start: " + e.getMessage());
    System.exit(REFUSED);
    return new IllegalStateException(e);
  }

  /** The settings in the data directory, if the test put any there. */
  private static ServerConfiguration configuration(Path data) throws IOException {
    Path settings = data.resolve("server.properties");
    if (!Files.exists(settings)) {
      return ServerConfiguration.forData(data).withListen("127.0.0.1", 0);
    }
    try {
      return ConfigurationFile.read(settings);
    } catch (ConfigurationException e) {
      throw refused(e);
    }
  }

  private static void print(String line) {
    byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }
}
