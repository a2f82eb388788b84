package dev.sealkeep.cli.server;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.service.configuration.ConfigurationException;
import dev.sealkeep.service.configuration.ConfigurationFile;
import dev.sealkeep.service.configuration.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** A node's configuration file, as a command's option names it. */
public final class NodeConfiguration {
  private NodeConfiguration() {}

  /**
   * Reads {@code file}.
   *
   * @throws CommandFailure with every problem that it has
   */
  public static ServerConfiguration read(Path file) {
    try {
      return ConfigurationFile.read(file);
    } catch (ConfigurationException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s cannot be used".formatted(file),
          "Correct these settings.",
          String.valueOf(e.getMessage()).lines().toList());
    } catch (IOException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "cannot read the configuration %s: %s".formatted(file, reason(e)),
          "Check the path and its permissions.");
    }
  }

  private static String reason(IOException cause) {
    return cause instanceof CharacterCodingException
        ? "it is not UTF-8 text"
        : BoundedFile.readReason(cause);
  }
}
