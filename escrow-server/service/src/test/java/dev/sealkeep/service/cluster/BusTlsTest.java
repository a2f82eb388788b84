package dev.sealkeep.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.keystore.store.postgresql.FreePort;
import dev.sealkeep.service.configuration.Clustering;
import dev.sealkeep.service.configuration.DatabaseServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bus hears and speaks to holders of the cluster CA's certificates, by their names, alone. */
@Timeout(120)
class BusTlsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;
  private ClusterScene scene;
  private final List<ClusterLink> links = new ArrayList<>();
  private final int first = FreePort.any();

  @BeforeEach
  void make() {
    scene = new ClusterScene(directory.resolve("ours"));
  }

  @AfterEach
  void leave() {
    links.forEach(ClusterLink::close);
  }

  private ClusterLink join(ClusterTlsFiles files, int port, int busPort, Set<Long> heard) {
    Clustering clustering =
        new Clustering(
            new Clustering.Discovery.Members(
                List.of(new DatabaseServer.Host(ClusterScene.HOST, first))),
            ClusterScene.HOST,
            port,
            busPort,
            directory);
    ClusterLink link =
        ClusterLink.join(
            HazelcastSettings.of(clustering, InetAddress.getLoopbackAddress(), "log.example"),
            BusOptions.of(clustering, ClusterScene.HOST, files),
            heard::add,
            new ClusterMeters(new SimpleMeterRegistry()),
            () -> {});
    links.add(link);
    return link;
  }

  /** Certificates made on one day end on one day, which must not keep a region from starting. */
  @Test
  void aCertificateThatHasExpiredDoesNotKeepANodeFromStarting() {
    ClusterTlsFiles files = scene.files("node", ClusterScene.HOST);
    Instant ended = Instant.now().plus(Duration.ofDays(826));
    assertThatCode(() -> files.require(ClusterScene.HOST, ended)).doesNotThrowAnyException();
  }

  @Test
  void aPeerWithoutACertificateOfThisCaIsRefused() throws Exception {
    int bus = FreePort.any();
    ClusterTlsFiles files = scene.files("node", ClusterScene.HOST);
    ClusterLink _ = join(files, first, bus, ConcurrentHashMap.newKeySet());
    ClusterTlsFiles foreign =
        new ClusterScene(directory.resolve("theirs")).files("node", ClusterScene.HOST);

    assertThat(answers(bus, files.ca(), files, "TLSv1.3")).isTrue();
    assertThatThrownBy(() -> answers(bus, files.ca(), null, "TLSv1.3"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> answers(bus, files.ca(), foreign, "TLSv1.3"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> answers(bus, files.ca(), files, "TLSv1.2"))
        .isInstanceOf(SSLException.class);
  }

  /** Whether a client is still connected after its certificate was looked at. */
  private static boolean answers(int port, Path ca, @Nullable ClusterTlsFiles own, String protocol)
      throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            context(ca, own)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setSoTimeout(1_500);
      socket.startHandshake();
      // In TLS 1.3 the server refuses a client after the client's side of the handshake is over.
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static SSLContext context(Path ca, @Nullable ClusterTlsFiles own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate(ca));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore held = KeyStore.getInstance("PKCS12");
    held.load(null, null);
    if (own != null) {
      // The chain ends in itself, so that it is offered whatever CA the server asks for.
      held.setKeyEntry(
          "own", key(own.key()), new char[0], new Certificate[] {certificate(own.certificate())});
    }
    keys.init(held, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
    }
  }

  @Test
  void aPeerWhoseCertificateIsForAnotherNameIsNotSpokenTo() {
    Set<Long> right = ConcurrentHashMap.newKeySet();
    Set<Long> wrong = ConcurrentHashMap.newKeySet();
    ClusterLink speaker =
        join(scene.files("first", ClusterScene.HOST), first, 0, ConcurrentHashMap.newKeySet());
    ClusterLink _ = join(scene.files("wrong", "elsewhere.example"), FreePort.any(), 0, wrong);
    ClusterLink _ = join(scene.files("right", ClusterScene.HOST), FreePort.any(), 0, right);

    AtomicLong size = new AtomicLong();
    // What is published before a registration has spread is lost.
    await().atMost(LIMIT).until(() -> told(speaker, size) && !right.isEmpty());
    for (int round = 0; round < 40; round++) {
      right.clear();
      await().atMost(LIMIT).until(() -> told(speaker, size) && !right.isEmpty());
    }

    assertThat(wrong).isEmpty();
  }

  private static boolean told(ClusterLink speaker, AtomicLong size) {
    speaker.committed(size.incrementAndGet());
    return true;
  }
}
