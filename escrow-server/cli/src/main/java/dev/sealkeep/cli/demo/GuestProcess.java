package dev.sealkeep.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A simulated guest: the agent as a process of its own, with nothing but what a guest has. */
final class GuestProcess implements AutoCloseable {
  private static final int MAX_SECONDS = 30;
  private static final int MAX_OUTPUT_BYTES = 64 * 1024;
  private static final Pattern RELEASED =
      Pattern.compile(
          "released key version (\\d+) by decision ([0-9a-f]{32}); leaf (\\d+) in a log of (\\d+)");
  private static final Pattern DECISION = Pattern.compile("decision ([0-9a-f]{32})");

  // One class of each jar that a guest needs, by name: most of them are not this program's
  // business.
  private static final List<String> WITNESSES =
      List.of(
          "dev.sealkeep.agent.Main",
          "dev.sealkeep.protocol.name.Name",
          "com.sun.jna.Native",
          "dev.sealkeep.simulator.SnpInstallation",
          "org.bouncycastle.jce.provider.BouncyCastleProvider",
          "org.bouncycastle.cert.X509CertificateHolder",
          "org.bouncycastle.asn1.cms.ContentInfo");

  private final Process process;
  private final Path messages;

  /**
   * What the agent printed to its console.
   *
   * @param exitCode how it ended
   * @param messages what it said
   */
  record Ended(int exitCode, String messages) {
    /** The receipt, if a key was released. */
    Optional<Receipt> receipt() {
      Matcher matcher = RELEASED.matcher(messages);
      return matcher.find()
          ? Optional.of(
              new Receipt(
                  matcher.group(2),
                  Integer.parseInt(matcher.group(1)),
                  Long.parseLong(matcher.group(3)),
                  Long.parseLong(matcher.group(4))))
          : Optional.empty();
    }

    /** The decision's id, released or denied. */
    Optional<String> decision() {
      Matcher matcher = DECISION.matcher(messages);
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
  }

  /**
   * What the agent checked before it yielded the key.
   *
   * @param decision the decision's id
   * @param keyVersion the version released
   * @param logIndex the entry's place in the log
   * @param treeSize the size of the tree that the proof is of
   */
  record Receipt(String decision, int keyVersion, long logIndex, long treeSize) {}

  private GuestProcess(Process process, Path messages) {
    this.process = process;
    this.messages = messages;
  }

  /**
   * Starts a guest.
   *
   * @param machine the simulated machine's folder, which also takes the guest's files
   * @param configuration the agent's configuration
   * @param output where the key goes
   */
  static GuestProcess start(Path machine, Path configuration, Path output) {
    Path messages = machine.resolve("messages");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + machine,
            "-Djna.tmpdir=" + machine,
            "-Dsealkeep.simulator=" + machine,
            "-cp",
            classPath(),
            "dev.sealkeep.agent.Main",
            "get",
            "--config",
            configuration.toString(),
            "--output",
            output.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.directory(machine.toFile());
    builder.redirectErrorStream(true).redirectOutput(messages.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new GuestProcess(process, messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the guest to end. */
  Ended await() {
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new DemoFailure("the guest did not end within %d s".formatted(MAX_SECONDS));
      }
      byte[] bytes;
      try (var in = Files.newInputStream(messages)) {
        bytes = in.readNBytes(MAX_OUTPUT_BYTES);
      }
      return new Ended(process.exitValue(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while a guest ran");
    }
  }

  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (String witness : WITNESSES) {
      places.add(place(witness));
    }
    return String.join(System.getProperty("path.separator"), places);
  }

  private static String place(String witness) {
    try {
      Class<?> type = Class.forName(witness, false, GuestProcess.class.getClassLoader());
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI()).toString();
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new DemoFailure("the demo lacks a part of the guest: " + witness);
    }
  }

  /** Ends the guest if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
