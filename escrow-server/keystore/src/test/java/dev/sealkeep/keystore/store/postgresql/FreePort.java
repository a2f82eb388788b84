package dev.sealkeep.keystore.store.postgresql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that starts later, or again. It is below those that Linux gives to
 * connections and to servers that ask for any (from 32,768, ip_local_port_range in ip(7)): one of
 * these could be taken before the server starts.
 */
public final class FreePort {
  private static final int FIRST = 25_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  /**
   * A port that nobody listens on now.
   *
   * @throws UncheckedIOException if many in a row are taken
   */
  public static int any() {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // Someone has it; another, then.
      }
    }
    throw new UncheckedIOException(new IOException("no free port"));
  }
}
