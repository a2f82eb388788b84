package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.service.configuration.ServerConfiguration;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.PinnedHttp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir static Path directory;
  private static Node node;

  @BeforeAll
  static void start() {
    node = Node.start(directory.resolve("node"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static X509Certificate certificate(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLSocket connect(String... protocols)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificate(node.server().caFile()));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", node.server().port());
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  @Test
  void tls13IsSpoken() throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect("TLSv1.3", "TLSv1.2")) {
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2"})
  void anythingOlderIsRefused(String protocol) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect(protocol)) {
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("protocol_version");
    }
  }

  @Test
  void theNodesOwnCertificateNamesWhatWasConfigured() throws IOException, GeneralSecurityException {
    TlsFiles files =
        TlsFiles.ensure(
            directory.resolve("tls/made"),
            List.of("escrow.example.org", "192.0.2.7", "2001:db8::7"),
            new SecureRandom(),
            NOW);
    X509Certificate server = certificate(files.certificate());
    X509Certificate ca = certificate(files.ca());

    server.verify(ca.getPublicKey());
    ca.verify(ca.getPublicKey());
    assertThat(server.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "escrow.example.org"),
            List.of(7, "192.0.2.7"),
            List.of(7, "2001:db8:0:0:0:0:0:7"));
    assertThat(server.getBasicConstraints()).as("no CA").isEqualTo(-1);
    assertThat(ca.getBasicConstraints()).as("a CA of end entities").isZero();
    assertThat(ca.getKeyUsage()[5]).as("keyCertSign").isTrue();
    server.checkValidity(Date.from(NOW));
    assertThat(server.getNotAfter().toInstant())
        .isBefore(NOW.plus(Duration.ofDays(826)))
        .isAfter(NOW.plus(Duration.ofDays(824)));
  }

  @Test
  void whatWasMadeOnceIsTakenAgain() throws IOException {
    Path made = directory.resolve("tls/again");
    TlsFiles first = TlsFiles.ensure(made, List.of("a"), new SecureRandom(), NOW);
    byte[] certificate = Files.readAllBytes(first.certificate());

    TlsFiles second = TlsFiles.ensure(made, List.of("b"), new SecureRandom(), NOW);

    assertThat(second).isEqualTo(first);
    assertThat(Files.readAllBytes(second.certificate())).isEqualTo(certificate);
  }

  @Test
  void theOperatorsCertificateIsServed() throws IOException {
    TlsFiles own =
        TlsFiles.ensure(
            directory.resolve("tls/own"), List.of("127.0.0.1"), new SecureRandom(), Instant.now());
    Path chain = directory.resolve("chain.pem");
    Files.writeString(chain, Files.readString(own.certificate()) + Files.readString(own.ca()));
    Path data = directory.resolve("configured");
    try (Node configured =
            Node.start(
                data,
                InstantSource.system(),
                configuration -> withTls(configuration, chain, own.key()));
        PinnedHttp http = new PinnedHttp(configured.server().port(), own.ca())) {
      assertThat(http.get("/readyz").status()).isEqualTo(200);
      assertThat(configured.server().caFile()).isEqualTo(chain);
      assertThat(data.resolve("tls")).as("no CA of its own").doesNotExist();
    }
  }

  @Test
  void aCertificateThatIsMissingIsRefusedByName() {
    Path nowhere = directory.resolve("nowhere.pem");

    assertThatThrownBy(
            () ->
                Node.start(
                    directory.resolve("refused"),
                    InstantSource.system(),
                    configuration -> withTls(configuration, nowhere, nowhere)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(nowhere.toString());
  }

  private static ServerConfiguration withTls(
      ServerConfiguration configuration, Path certificate, Path key) {
    return new ServerConfiguration(
        configuration.data(),
        configuration.database(),
        configuration.host(),
        configuration.port(),
        configuration.origin(),
        Optional.of(certificate),
        Optional.of(key),
        configuration.tlsNames(),
        configuration.simulatedRoots(),
        configuration.trustedRoots(),
        configuration.collateral(),
        configuration.fetching(),
        configuration.workers(),
        configuration.queue(),
        configuration.load(),
        configuration.requestDeadline(),
        configuration.denialsPerMinute(),
        configuration.metricsTokenSha256(),
        configuration.adoptLog(),
        configuration.forgetNodes(),
        configuration.cluster());
  }
}
