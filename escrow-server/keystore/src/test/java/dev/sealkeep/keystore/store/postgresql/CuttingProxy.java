package dev.sealkeep.keystore.store.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A network between store and server that breaks at a chosen moment. */
public final class CuttingProxy implements AutoCloseable {
  /** What becomes of the connection on which the next COMMIT is sent. */
  public enum Cut {
    /** Nothing. */
    NONE,
    /** Both sides are closed before the server sees it. */
    BEFORE_COMMIT,
    /** As before, but the server is not told that its client is gone. */
    BEFORE_COMMIT_UNNOTICED,
    /** The server commits; its answer is lost. */
    AFTER_COMMIT
  }

  private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final int port;
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NONE);
  private volatile boolean down;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Stands before a server on this machine. */
  public CuttingProxy(int port) {
    this.port = port;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts the connection of the next COMMIT. */
  public void cut(Cut cut) {
    next.set(cut);
  }

  /** Cuts every connection, as a server that goes away. */
  public void cutAll() {
    sockets.forEach(CuttingProxy::close);
    sockets.clear();
  }

  /** Cuts every connection, and lets none through any more. */
  public void goDown() {
    down = true;
    cutAll();
  }

  /** Lets connections through again. */
  public void comeUp() {
    down = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (down) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.addAll(List.of(client, server));
        Connection connection = new Connection(client, server);
        Thread.ofVirtual().start(connection::toServer);
        Thread.ofVirtual().start(connection::toClient);
      } catch (IOException e) {
        // The listener was closed, or the server is down and the client may come again.
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private volatile boolean answersLost;

    private Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void toServer() {
      try (InputStream in = client.getInputStream()) {
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          Cut cut = contains(buffer, n) ? next.getAndSet(Cut.NONE) : Cut.NONE;
          switch (cut) {
            case NONE -> out.write(buffer, 0, n);
            case BEFORE_COMMIT -> {
              close(server);
              return;
            }
            case BEFORE_COMMIT_UNNOTICED -> {
              return;
            }
            case AFTER_COMMIT -> {
              answersLost = true;
              out.write(buffer, 0, n);
            }
          }
        }
        close(server);
      } catch (IOException e) {
        // Either side was closed.
      }
    }

    private void toClient() {
      try (client) {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          if (answersLost) {
            close(server);
            return;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // Either side was closed.
      }
    }
  }

  private static boolean contains(byte[] buffer, int length) {
    for (int i = 0; i + COMMIT.length <= length; i++) {
      if (Arrays.equals(buffer, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cutAll();
  }
}
