package dev.sealkeep.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealkeep.cli.json.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An HTTPS server on 127.0.0.1 that answers as told and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {
  static final String TOKEN = "test-token-not-a-secret";

  private final HttpsServer server;
  private final Path directory;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new ArrayList<>();

  /** What a client sent. */
  record Request(String line, String authorization, String body) {}

  private record Answer(int status, String type, Octets body) {}

  private ScriptedServer(HttpsServer server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  public static ScriptedServer start(Path directory) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    X509Certificate certificate = certificate(pair);
    Files.writeString(directory.resolve("ca.pem"), pem(certificate));
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(pair, certificate)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ScriptedServer scripted = new ScriptedServer(server, directory);
    server.createContext("/", scripted::handle);
    server.start();
    return scripted;
  }

  private static X509Certificate certificate(KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    X500Name name = new X500Name("CN=scripted");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(1, ChronoUnit.DAYS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            name,
            pair.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static SSLContext context(KeyPair pair, X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Answers a request such as {@code GET /v1/tenants} with JSON. */
  public ScriptedServer on(String request, int status, String json) {
    String type = status >= 400 ? "application/problem+json" : "application/json";
    return on(request, status, type, json.getBytes(StandardCharsets.UTF_8));
  }

  public ScriptedServer on(String request, int status, String type, byte[] body) {
    answers.put(request, new Answer(status, type, Octets.of(body)));
    return this;
  }

  /** The requests so far. */
  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** A run whose environment names this server. */
  public CommandRun client() {
    return new CommandRun()
        .with("SEALKEEP_SERVER", "https://127.0.0.1:" + server.getAddress().getPort())
        .with("SEALKEEP_CA", directory.resolve("ca.pem").toString())
        .with("SEALKEEP_TOKEN_FILE", directory.resolve("token").toString())
        .with("SEALKEEP_TENANT", "acme");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      synchronized (requests) {
        requests.add(new Request(line, authorization, body));
      }
      Answer answer =
          answers.getOrDefault(line, new Answer(404, "text/plain", Octets.of(new byte[0])));
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length() == 0 ? -1 : answer.body().length());
      exchange.getResponseBody().write(answer.body().toByteArray());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
