package dev.sealkeep.bench.releases;

import dev.sealkeep.protocol.log.LogResult;
import dev.sealkeep.protocol.log.LogVerifierKey;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.simulator.GuestConfiguration;
import dev.sealkeep.simulator.Product;
import dev.sealkeep.simulator.SeededRandom;
import dev.sealkeep.simulator.SnpGuest;
import dev.sealkeep.simulator.SnpInstallation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who takes part: one tenant, its policy, its keys, and simulated machines under one root. */
public final class Estate {
  /** Keys that the tenant has at first; guests ask for one after the other. */
  public static final int KEYS = 16;

  /** Connections over which keys are made. */
  private static final int OWNERS = 32;

  /** Odd, so that multiples of it meet every key, one far from another. */
  private static final int STRIDE = 0x9E3779B1;

  /** Chips, each with an endorsement key and a certificate chain of its own. */
  static final int MACHINES = 16;

  private static final Name TENANT = new Name("bench");
  private static final byte[] MEASUREMENT = measurement();
  private static final String POLICY =
      """
      sealkeep 1
      policy root {
        reference builds = set "builds"
        permit simulated-amd-sev-snp {
          product in [genoa]
          measurement in builds
          policy.debug == false and policy.migrate_ma == false
          vmpl == 0
          reported_tcb >= tcb(genoa: { bootloader: 1, tee: 0, snp: 1, microcode: 1 })
        }
      }
      """;

  private final SnpInstallation installation;

  private Estate(SnpInstallation installation) {
    this.installation = installation;
  }

  /** Makes the root; takes seconds, for its RSA keys. */
  public static Estate create() {
    return new Estate(
        SnpInstallation.inMemory(
            Product.GENOA, new SecureRandom(), Instant.now().minus(Duration.ofHours(1))));
  }

  private static byte[] measurement() {
    byte[] bytes = new byte[48];
    Arrays.fill(bytes, (byte) 0x42);
    return bytes;
  }

  /** The digest of the root's key, for the server's configuration. */
  public String root() {
    return installation.rootSpkiSha256();
  }

  /** The name of a key. */
  public static Name key(int index) {
    return new Name("disk-" + index);
  }

  /** The key that the guest of a number asks for, where there are so many. */
  public static Name key(int guest, int keys) {
    return key(Math.floorMod(guest * STRIDE, keys));
  }

  static Name tenant() {
    return TENANT;
  }

  /** The machines, each with one guest. */
  public List<SnpGuest> machines() {
    return IntStream.range(0, MACHINES)
        .mapToObj(
            chip ->
                installation
                    .processor(chip)
                    .launch(
                        GuestConfiguration.of(MEASUREMENT).build(),
                        new SeededRandom(("guest " + chip).getBytes(StandardCharsets.UTF_8))))
        .toList();
  }

  /**
   * What guests pin.
   *
   * @param logRoot the key that certifies the log's
   * @param tenantPin SHA-256 of the tenant's secret, 32 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // a digest; never compared by equals
  public record Pins(LogVerifierKey logRoot, byte[] tenantPin) {}

  /** Registers tenant, set, policy and keys, as their owner would. */
  public Pins register(ServerProcess server) {
    return register(server, 1);
  }

  /** The same with a set of so many measurements, the machines' own last. */
  public Pins register(ServerProcess server, int rows) {
    try (Owner owner = new Owner(server)) {
      JsonObject tenant = owner.send("POST", "/v1/tenants", json("name", TENANT.value()));
      String path = "/v1/tenants/" + TENANT.value();
      owner.send("PUT", path + "/references?name=builds", builds(rows));
      owner.send("PUT", path + "/policies/root", POLICY);
      for (int i = 0; i < KEYS; i++) {
        owner.addKey(i);
      }
      return new Pins(
          verifierKey(tenant.getString("log_root")),
          HexFormat.of().parseHex(tenant.getString("tenant_pin")));
    }
  }

  private static String builds(int rows) {
    SeededRandom random = new SeededRandom("builds".getBytes(StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    byte[] measurement = new byte[MEASUREMENT.length];
    for (int i = 1; i < rows; i++) {
      random.nextBytes(measurement);
      row(text, measurement);
    }
    row(text, MEASUREMENT);
    return text.toString();
  }

  private static void row(StringBuilder text, byte[] measurement) {
    text.append("simulated-amd-sev-snp measurement ")
        .append(HexFormat.of().formatHex(measurement))
        .append('\n');
  }

  /** Makes keys from an index on, many at a time. */
  public void addKeys(ServerProcess server, int from, int to) {
    AtomicInteger next = new AtomicInteger(from);
    try (Owner owner = new Owner(server);
        ExecutorService owners = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> busy = new ArrayList<>();
      for (int i = 0; i < OWNERS; i++) {
        busy.add(
            owners.submit(
                () -> {
                  for (int key = next.getAndIncrement(); key < to; key = next.getAndIncrement()) {
                    owner.addKey(key);
                  }
                }));
      }
      for (Future<?> each : busy) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(String name, String value) {
    return new JsonObject().put(name, value).encode();
  }

  private static LogVerifierKey verifierKey(String text) {
    return switch (LogVerifierKey.parse(text)) {
      case LogResult.Accepted<LogVerifierKey>(LogVerifierKey key) -> key;
      case LogResult.Refused<LogVerifierKey> refused ->
          throw new IllegalStateException("the server's log root: " + refused.fault().code());
    };
  }

  /** A client with the administrator's token. */
  private static final class Owner implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final HttpClient client;
    private final String url;
    private final String token;

    Owner(ServerProcess server) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(trusting(server))
              .build();
      url = server.url();
      token = server.token();
    }

    void addKey(int index) {
      JsonObject key = new JsonObject().put("name", key(index).value()).put("policy", "root");
      JsonObject _ = send("POST", "/v1/tenants/" + TENANT.value() + "/keys", key.encode());
    }

    JsonObject send(String method, String path, String body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(DEADLINE)
              .header("authorization", "Bearer " + token)
              .header("content-type", "PUT".equals(method) ? "text/plain" : "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
          throw new IllegalStateException(
              "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return new JsonObject(answer.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    private static SSLContext trusting(ServerProcess server) {
      try (var pem = Files.newInputStream(server.ca())) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate authority :
            CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
          store.setCertificateEntry("ca", authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return context;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java lacks TLS 1.3 or PKIX", e);
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
