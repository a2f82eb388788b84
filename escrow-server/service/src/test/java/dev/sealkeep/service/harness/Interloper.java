package dev.sealkeep.service.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A man in the middle who has stolen the node's TLS key: guests trust its socket, and it may change
 * every byte that passes. By default it passes all of them on.
 */
public final class Interloper implements AutoCloseable {
  private static final char[] NO_PASSWORD = {};

  private final PinnedHttp node;
  private final HttpsServer server;
  private final PinnedHttp http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile UnaryOperator<byte[]> challengeAnswers = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> releaseRequests = UnaryOperator.identity();
  private volatile UnaryOperator<byte[]> releaseAnswers = UnaryOperator.identity();

  /** Stands before {@code node}, whose data directory is {@code data}. */
  public Interloper(Path data, Node node) {
    this.node = node.http();
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(stolen(data.resolve("tls"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/challenges", this::challenge);
    server.createContext("/v1/releases", this::release);
    server.start();
    http = new PinnedHttp(server.getAddress().getPort(), node.server().caFile());
  }

  private static SSLContext stolen(Path tls) throws IOException, GeneralSecurityException {
    Certificate certificate;
    try (InputStream in = Files.newInputStream(tls.resolve("server.pem"))) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    String pem =
        Files.readString(tls.resolve("server-key.pem"), StandardCharsets.US_ASCII)
            .replaceAll("-----[A-Z ]+-----", "")
            .replace("\n", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("node", key, NO_PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client of it that trusts it. */
  public PinnedHttp http() {
    return http;
  }

  /** Changes the answers to challenge requests from now on. */
  public void inChallengeAnswers(UnaryOperator<byte[]> change) {
    challengeAnswers = change;
  }

  /** Changes the release requests from now on. */
  public void inReleaseRequests(UnaryOperator<byte[]> change) {
    releaseRequests = change;
  }

  /** Changes the releases' answers of 200 from now on. */
  public void inReleaseAnswers(UnaryOperator<byte[]> change) {
    releaseAnswers = change;
  }

  /** Changes nothing from now on. */
  public void behave() {
    inChallengeAnswers(UnaryOperator.identity());
    inReleaseRequests(UnaryOperator.identity());
    inReleaseAnswers(UnaryOperator.identity());
  }

  private void challenge(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    pass(exchange, node.post("/v1/challenges", request), challengeAnswers);
  }

  private void release(HttpExchange exchange) throws IOException {
    byte[] request = releaseRequests.apply(exchange.getRequestBody().readAllBytes());
    pass(exchange, node.post("/v1/releases", request), releaseAnswers);
  }

  private static void pass(HttpExchange exchange, HttpAnswer answer, UnaryOperator<byte[]> change)
      throws IOException {
    byte[] body = answer.status() == 200 ? change.apply(answer.body()) : answer.body();
    exchange.getResponseHeaders().add("content-type", answer.type());
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
