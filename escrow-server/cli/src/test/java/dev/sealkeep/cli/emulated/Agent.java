package dev.sealkeep.cli.emulated;

import dev.sealkeep.simulator.emulate.FrontEnd;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command lines of the agent's program: what a guest has on its class path, and no more. */
final class Agent {
  /** Those of {@code ./sealkeep-guest}. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-Xshare:auto",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+SuppressFatalErrorMessage",
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr");

  // One class of each jar of a guest.
  private static final List<String> WITNESSES =
      List.of("dev.sealkeep.agent.Main", "dev.sealkeep.protocol.name.Name", "com.sun.jna.Native");

  private Agent() {}

  /** The command that runs the agent with those arguments. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(FrontEnd.java().toString()));
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", String.join(":", classPath()), "dev.sealkeep.agent.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The same as a line for a shell. */
  static String line(String... arguments) {
    return command(arguments).stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** The places of agent, protocol and JNA. */
  static List<String> classPath() {
    return WITNESSES.stream().map(Agent::placeOf).toList();
  }

  /** The place that a class was loaded from. */
  static String placeOf(String witness) {
    try {
      return Path.of(
              Class.forName(witness, false, Agent.class.getClassLoader())
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI())
          .toString();
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new AssertionError("no place of " + witness, e);
    }
  }
}
