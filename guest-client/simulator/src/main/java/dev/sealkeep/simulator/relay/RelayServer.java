package dev.sealkeep.simulator.relay;

import dev.sealkeep.simulator.device.SevGuestDriver;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import dev.sealkeep.simulator.tsm.TsmReports;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Serves the devices of one guest on a Unix-domain socket. Every connection sees the same guest.
 * The socket's directory is the only access control, and the front ends' launcher makes it private.
 */
public final class RelayServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 16;

  private final ServerSocketChannel listener;
  private final SevGuestDriver driver;
  private final TsmReports reports;
  private final Consumer<String> problems;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);

  private RelayServer(
      ServerSocketChannel listener,
      SevGuestDriver driver,
      TsmReports reports,
      Consumer<String> problems) {
    this.listener = listener;
    this.driver = driver;
    this.reports = reports;
    this.problems = problems;
  }

  /**
   * Starts to listen; connections are served by threads of their own.
   *
   * @param problems is told, in a line, why a connection was dropped
   * @throws IOException if the socket cannot be made
   */
  public static RelayServer start(
      Path socket, SevGuestDriver driver, TsmReports reports, Consumer<String> problems)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    RelayServer server = new RelayServer(listener, driver, reports, problems);
    Thread.ofVirtual().start(server::accept);
    return server;
  }

  /** Waits until a fault or {@link #close} ends the server. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Drops all connections. */
  @Override
  public void close() {
    try {
      listener.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      problems.accept("a connection could not be closed: " + e.getMessage());
    }
    ended.countDown();
  }

  private void accept() {
    try {
      while (listener.isOpen()) {
        SocketChannel connection = listener.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          problems.accept("a connection too many");
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (ClosedChannelException e) {
      // The server was closed.
      ended.countDown();
    } catch (IOException e) {
      problems.accept("the socket failed: " + e.getMessage());
      close();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      converse(connection);
    } catch (IOException e) {
      problems.accept("a connection could not be closed: " + e.getMessage());
    } finally {
      connections.remove(connection);
    }
  }

  /** Whoever sees the connection end can already read why. */
  private void converse(SocketChannel connection) {
    try {
      new Session(new FrameChannel(connection), driver, reports).serve();
    } catch (SimulatorGoneException e) {
      close();
    } catch (IOException e) {
      if (listener.isOpen()) {
        problems.accept("a connection was dropped: " + e.getMessage());
      }
    }
  }
}
