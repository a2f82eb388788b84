package dev.sealkeep.service.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An HTTP client that trusts one CA file, with a deadline on every call. */
public final class PinnedHttp implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final URI base;
  private final Duration deadline;
  private final HttpClient client;

  /** A client of the server at {@code port}. */
  public PinnedHttp(int port, Path caFile) {
    this.base = URI.create("https://127.0.0.1:" + port);
    this.deadline = DEADLINE;
    this.client =
        HttpClient.newBuilder().sslContext(trusting(caFile)).connectTimeout(DEADLINE).build();
  }

  /**
   * A client of a server that may fall silent: a connection that was given up on is not used again.
   *
   * @param base where it is
   * @param deadline of a whole exchange
   */
  public PinnedHttp(URI base, Path caFile, Duration deadline) {
    this.base = base;
    this.deadline = deadline;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(caFile))
            .connectTimeout(deadline)
            .build();
  }

  static SSLContext trusting(Path caFile) {
    try (InputStream in = Files.newInputStream(caFile)) {
      Certificate ca = CertificateFactory.getInstance("X.509").generateCertificate(in);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", ca);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a request for {@code path}. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(deadline);
  }

  /** Sends it. */
  public HttpAnswer send(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = exchange(request);
    return new HttpAnswer(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        response.headers().firstValue("retry-after"),
        response.body());
  }

  /** Sends it; yields all of the response. */
  public HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Posts JSON. */
  public HttpAnswer post(String path, byte[] json) {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
  }

  /** Gets. */
  public HttpAnswer get(String path) {
    return send(request(path).GET());
  }

  @Override
  public void close() {
    client.close();
  }
}
