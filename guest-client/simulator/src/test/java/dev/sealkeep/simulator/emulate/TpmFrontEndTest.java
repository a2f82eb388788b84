package dev.sealkeep.simulator.emulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TpmFrontEndTest {
  @TempDir Path directory;

  @BeforeEach
  void needPrograms() {
    Needs.program("swtpm", "swtpm");
    Needs.program("swtpm_setup", "swtpm-tools");
    Needs.program("tpm2_pcrread", "tpm2-tools");
  }

  @Test
  void commandReachesATpmWithAnEndorsementCertificateThatOutlivesIt() throws Exception {
    String state = directory.resolve("state").toString();
    String port = Integer.toString(freePort());
    Ended first = run(state, port, "tpm2_nvread -C o 0x1c00002 | sha256sum; exit 5");
    Ended second =
        run(state, port, "tpm2_nvread -C o 0x1c00002 | sha256sum; tpm2_pcrread sha256:0");

    assertThat(first.status()).as(first.err()).isEqualTo(5);
    assertThat(first.out()).startsWith("TPM2TOOLS_TCTI=swtpm:host=127.0.0.1,port=" + port + "\n");
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).startsWith(first.out()).contains("0 : 0x" + "0".repeat(64));
  }

  @Test
  void unusableCommandLinesSayWhy() throws Exception {
    Ended ended = FrontEnd.run(directory, "tpm", List.of("--state", "x", "--port", "y"));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("--port needs a number");
  }

  private Ended run(String state, String port, String script) throws Exception {
    return FrontEnd.run(
        directory, "tpm", List.of("--state", state, "--port", port, "--", "sh", "-c", script));
  }

  /** The first of two ports in a row that nobody listens on. */
  private static int freePort() throws IOException {
    for (int port = 23_000; port < 24_000; port += 2) {
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
}
