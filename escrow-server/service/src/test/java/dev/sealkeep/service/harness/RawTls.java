package dev.sealkeep.service.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Bytes of any kind over TLS, for what no HTTP client would send. */
public final class RawTls {
  private static final int READ_LIMIT_MILLIS = 3_000;

  private RawTls() {}

  /** Sends {@code bytes} as HTTP/1.1; yields what comes until the end or for three seconds. */
  public static String exchange(int port, Path caFile, byte[] bytes) {
    return exchange(port, caFile, bytes, "http/1.1");
  }

  /** Sends {@code bytes} on a connection that agreed on HTTP/2. */
  public static String exchangeHttp2(int port, Path caFile, byte[] bytes) {
    return exchange(port, caFile, bytes, "h2");
  }

  private static String exchange(int port, Path caFile, byte[] bytes, String protocol) {
    try (SSLSocket socket = connect(port, caFile, protocol)) {
      try {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // The server may have hung up before the last byte.
      }
      return read(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends {@code bytes} and hangs up; yields whether that far it went. */
  public static boolean abandon(int port, Path caFile, byte[] bytes) {
    try (SSLSocket socket = connect(port, caFile, "http/1.1")) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      socket.setSoLinger(true, 0);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text without TLS; yields what comes back. */
  public static String plain(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return read(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection that speaks HTTP/1.1, to do with as a test likes. */
  public static SSLSocket open(int port, Path caFile) {
    try {
      return connect(port, caFile, "http/1.1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TCP connection from the loopback address 127.0.0.{@code host}, on which nothing is sent. */
  public static Socket silent(int port, int host) {
    try {
      Socket socket = new Socket();
      byte[] from = {127, 0, 0, (byte) host};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until the server hangs up; yields what it said, or fails if it never does. */
  public static String untilClosed(Socket socket) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[4_096];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server did not hang up; it said: " + text, e);
    } catch (IOException e) {
      return text.toString();
    }
    return text.toString();
  }

  private static SSLSocket connect(int port, Path caFile, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            PinnedHttp.trusting(caFile)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    socket.startHandshake();
    return socket;
  }

  /** Reads to the end, or until nothing more comes; a connection that breaks has ended too. */
  private static String read(Socket socket) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[4_096];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        if (text.length() > 12 && text.indexOf("HTTP/1.") == 0) {
          return text.toString();
        }
      }
    } catch (IOException e) {
      return text.toString();
    }
    return text.toString();
  }
}
