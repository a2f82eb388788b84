package dev.sealkeep.evidence.tpm;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A TPM by swtpm that tpm2-tools speak to, until it is closed. */
public final class SoftwareTpm implements AutoCloseable {
  private static final int FIRST_PORT = 24_000;
  private static final int LAST_PORT = 25_000;
  private static final long MAX_SECONDS = 60;

  private final Path directory;
  private final Process process;
  private final String tcti;

  private SoftwareTpm(Path directory, Process process, String tcti) {
    this.directory = directory;
    this.process = process;
    this.tcti = tcti;
  }

  /**
   * Starts a TPM with a fresh state in a folder. Skips the test, visibly, where swtpm or tpm2-tools
   * are absent, and fails it instead with {@code sealkeep.require} = {@code all}.
   */
  public static SoftwareTpm start(Path directory) throws IOException {
    need("swtpm", "swtpm");
    need("swtpm_setup", "swtpm-tools");
    need("tpm2_quote", "tpm2-tools");
    String frontEnd = Path.of(System.getProperty("sealkeep.root"), "ops/emulate/tpm").toString();
    int port = freePort();
    Process process =
        new ProcessBuilder(
                frontEnd,
                "--state",
                directory.resolve("state").toString(),
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(reader.readLine());
    if (!line.startsWith("TPM2TOOLS_TCTI=")) {
      process.destroy();
      throw new IOException("the TPM did not start: " + line);
    }
    return new SoftwareTpm(directory, process, line.substring("TPM2TOOLS_TCTI=".length()));
  }

  private static void need(String program, String inPackage) {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!found && "all".equals(System.getProperty("sealkeep.require"))) {
      fail("needs " + program + ": apt-get install -y --no-install-recommends " + inPackage);
    }
    if (!found) {
      abort("needs " + inPackage);
    }
  }

  /** The first of two ports in a row that nobody listens on. */
  private static int freePort() throws IOException {
    for (int port = FIRST_PORT; port < LAST_PORT; port += 2) {
      if (free(port) && free(port + 1)) {
        return port;
      }
    }
    throw new IOException("no free ports");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a script of tpm2-tools in the folder; returns its exit status. */
  public int run(String script) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script);
    builder.directory(directory.toFile()).redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("TPM2TOOLS_TCTI", tcti);
    Process tools = builder.start();
    if (!tools.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      tools.destroyForcibly();
      throw new IOException("the tools did not end");
    }
    return tools.exitValue();
  }

  /** What the last script printed. */
  public String output() throws IOException {
    return Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1);
  }

  /** The content of a file in the folder. */
  public byte[] file(String name) throws IOException {
    return Files.readAllBytes(directory.resolve(name));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
