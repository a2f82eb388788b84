package dev.sealkeep.service.server;

import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.configuration.ServerConfiguration;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket: TLS 1.3 only, BoringSSL where it loads, native transport where there is one. */
final class TlsListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_STREAMS = 32;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_LINE_BYTES = 4 << 10;

  /** How often each event loop looks for what has taken too long. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Path caFile;
  private final Instant certificateEnd;
  private final String host;
  private final ConcurrentLinkedQueue<HttpServer> servers = new ConcurrentLinkedQueue<>();

  private TlsListener(Vertx vertx, Path caFile, Instant certificateEnd, String host) {
    this.vertx = vertx;
    this.caFile = caFile;
    this.certificateEnd = certificateEnd;
    this.host = host;
  }

  /** Listens; one event loop a processor, all on one port. */
  static TlsListener open(
      ServerConfiguration configuration, Routes.Parts parts, SecureRandom random, Instant now) {
    TlsFiles files = files(configuration, random, now);
    Instant certificateEnd = certificateEnd(files);
    int loops = Runtime.getRuntime().availableProcessors();
    Admission admission = parts.admission();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(
                new GatedTransport(new AcceptGate(admission.connections(), admission.meters())))
            .build();
    TlsListener listener = new TlsListener(vertx, files.ca(), certificateEnd, configuration.host());
    try {
      HttpServerOptions options = options(configuration, certified(vertx, files));
      await(
          vertx.deployVerticle(
              () -> listener.new Loop(options, parts),
              new DeploymentOptions().setInstances(loops)));
    } catch (Exception e) {
      vertx.close();
      throw new StartRefusedException(
          "cannot listen on %s:%d: %s; stop what listens there, or name another address"
              .formatted(configuration.host(), configuration.port(), rootMessage(e)),
          e);
    }
    return listener;
  }

  private static TlsFiles files(
      ServerConfiguration configuration, SecureRandom random, Instant now) {
    if (configuration.tlsCertificate().isPresent() && configuration.tlsKey().isPresent()) {
      Path certificate = configuration.tlsCertificate().get();
      return new TlsFiles(certificate, certificate, configuration.tlsKey().get());
    }
    try {
      return TlsFiles.ensure(
          configuration.data().resolve("tls"), configuration.tlsNames(), random, now);
    } catch (IOException e) {
      throw new StartRefusedException("cannot make TLS files: " + e.getMessage(), e);
    }
  }

  private static Instant certificateEnd(TlsFiles files) {
    try {
      return files.served().getNotAfter().toInstant();
    } catch (IOException e) {
      throw new StartRefusedException("cannot read the certificate: " + e.getMessage(), e);
    }
  }

  /** When the certificate that is served ends. */
  Instant certificateEnd() {
    return certificateEnd;
  }

  /**
   * The certificate and its key. BoringSSL is given them as it keeps them, rather than to parse
   * anew in each handshake.
   *
   * @throws Exception if the files are not what they should be
   */
  private static KeyCertOptions certified(Vertx vertx, TlsFiles files) throws Exception {
    PemKeyCertOptions pem =
        new PemKeyCertOptions()
            .addCertPath(files.certificate().toString())
            .addKeyPath(files.key().toString());
    return OpenSSLEngineOptions.isAvailable()
        ? KeyCertOptions.wrap(
            new OpenSslCachingX509KeyManagerFactory(pem.getKeyManagerFactory(vertx)))
        : pem;
  }

  private static HttpServerOptions options(
      ServerConfiguration configuration, KeyCertOptions certified) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(configuration.host())
            .setPort(configuration.port())
            .setSsl(true)
            .setKeyCertOptions(certified)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
            .setUseAlpn(true)
            .setSslHandshakeTimeout(configuration.load().handshakeDeadline().toSeconds())
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS))
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setTcpNoDelay(true)
            .setAcceptBacklog(4_096);
    if (OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    } else {
      LOG.warn(
          "BoringSSL does not load here; TLS runs on the JDK's engine, at a third of the speed");
    }
    return options;
  }

  /** One event loop's server. */
  private final class Loop extends AbstractVerticle {
    private final HttpServerOptions options;
    private final Routes.Parts parts;

    Loop(HttpServerOptions options, Routes.Parts parts) {
      this.options = options;
      this.parts = parts;
    }

    @Override
    public void start(Promise<Void> started) {
      Admission admission = parts.admission();
      BodyReader bodies = admission.bodyReader();
      ConnectionWatch connections =
          new ConnectionWatch(admission.limits(), System::nanoTime, admission.meters());
      vertx.setPeriodic(
          LOOK.toMillis(),
          fired -> {
            connections.expire();
            bodies.expire();
            admission.expire();
          });
      HttpServer server =
          vertx
              .createHttpServer(options)
              .connectionHandler(connections::opened)
              .requestHandler(Routes.of(vertx, parts, bodies, connections));
      server.listen().onSuccess(servers::add).<Void>mapEmpty().onComplete(started);
    }
  }

  int port() {
    return servers.element().actualPort();
  }

  /** Where this node reaches itself: where it listens, or the loopback if that is everywhere. */
  String ownHost() {
    return isEverywhere(host) ? LOOPBACK : host;
  }

  private static boolean isEverywhere(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      // It is listened on, so whoever dials it finds it.
      return false;
    }
  }

  Path caFile() {
    return caFile;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Stops accepting, and waits until the requests in progress are answered. */
  void drain(Duration limit) {
    List<Future<Void>> closing =
        servers.stream()
            .map(server -> server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS))
            .toList();
    try {
      await(Future.join(closing));
    } catch (RuntimeException e) {
      LOG.warn("not every connection ended in time: {}", rootMessage(e));
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (RuntimeException e) {
      LOG.warn("the event loops did not end in time: {}", rootMessage(e));
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
