package dev.sealkeep.cli.server;

import dev.sealkeep.service.configuration.ServerConfiguration;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The two ways to name a node; a command takes one of them, as an exclusive group. */
public final class NodeSource {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "the node's configuration")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "the node's data directory, with defaults for everything else")
  private @Nullable Path data;

  /**
   * The node's settings.
   *
   * @throws dev.sealkeep.cli.failure.CommandFailure if the configuration cannot be used
   */
  public ServerConfiguration configuration() {
    if (config != null) {
      return NodeConfiguration.read(config);
    }
    if (data == null) {
      throw new IllegalStateException("neither --config nor --data, which the parser requires");
    }
    return ServerConfiguration.forData(data);
  }
}
