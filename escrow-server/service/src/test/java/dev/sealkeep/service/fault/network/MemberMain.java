package dev.sealkeep.service.fault.network;

import dev.sealkeep.service.configuration.ConfigurationException;
import dev.sealkeep.service.configuration.ConfigurationFile;
import dev.sealkeep.service.harness.NodeMain;
import java.io.IOException;
import java.nio.file.Path;

/** A node whose settings are in a file, as {@code sealkeep server --config} runs it. */
public final class MemberMain {
  private MemberMain() {}

  /**
   * Runs the node; prints what {@link NodeMain} does.
   *
   * @param arguments the configuration file
   */
  public static void main(String[] arguments) throws IOException, ConfigurationException {
    NodeMain.run(ConfigurationFile.read(Path.of(arguments[0])), _ -> {});
  }
}
