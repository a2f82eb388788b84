package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.evidence.EvidenceUnavailableException;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import dev.sealkeep.service.configuration.CollateralFetching;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.RawTls;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that fetches from vendors on loopback: guests without certificates, and the proxy. */
@Timeout(120)
class CollateralNodeTest {
  private static final String CHAIN_PATH = VendorPaths.of(MadeUpItems.CHAIN).path();

  @TempDir static Path data;
  private static FaultyVendor vendor;
  private static Node node;
  private static HttpClient plain;

  @BeforeAll
  static void start() {
    vendor = new FaultyVendor();
    Instant issued = Instant.now().minus(Duration.ofHours(1));
    Instant until = Instant.now().plus(Duration.ofDays(30));
    for (CollateralId id :
        List.of(
            MadeUpItems.CHAIN,
            MadeUpItems.AMD_LIST,
            MadeUpItems.TCB_INFO,
            MadeUpItems.ROOT_LIST,
            MadeUpItems.PCK_LIST)) {
      vendor.publish(id, MadeUpItems.received(id, issued, until));
    }
    for (int chip = 1; chip <= 3; chip++) {
      vendor.publish(MadeUpItems.vcekId(chip), MadeUpItems.vcek(chip));
    }
    node = start("node", 100);
    node.scene(node.operator(), "acme");
    plain = HttpClient.newHttpClient();
  }

  private static Node start(String name, int newPerMinute) {
    CollateralFetching fetching =
        new CollateralFetching(
            Optional.of(vendor.base()),
            Optional.of(vendor.base()),
            newPerMinute,
            100,
            Optional.of(new CollateralFetching.Address("127.0.0.1", 0)));
    return Node.start(data.resolve(name), InstantSource.system(), c -> c.withFetching(fetching));
  }

  @AfterAll
  static void stop() {
    plain.close();
    node.close();
    vendor.close();
  }

  /** A guest whose host gives it no certificate at all. */
  private static Guest bare(int chip) {
    EvidenceSource whole = Guest.source(Guest.GOOD, chip);
    EvidenceSource source =
        new EvidenceSource() {
          @Override
          public Technology technology() {
            return whole.technology();
          }

          @Override
          public boolean present() {
            return true;
          }

          @Override
          public EvidenceItem collect(byte[] reportData) throws EvidenceUnavailableException {
            EvidenceItem item = whole.collect(reportData);
            return new EvidenceItem(item.technology(), item.evidence(), new byte[0]);
          }
        };
    return new Guest(node.http(), source);
  }

  @Test
  void guestsWithoutCertificatesAreServedAndTheVendorIsAskedOnce() {
    List<CompletableFuture<Integer>> storm =
        IntStream.range(0, 12)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> bare(1).ask("acme", "disk").status()))
            .toList();

    assertThat(storm.stream().map(CompletableFuture::join)).containsOnly(200);
    assertThat(vendor.asked(MadeUpItems.vcekId(1))).isEqualTo(1);
    assertThat(vendor.asked(MadeUpItems.CHAIN)).isEqualTo(1);
    assertThat(vendor.asked(MadeUpItems.AMD_LIST)).isEqualTo(1);
  }

  @Test
  void aChipThatTheVendorDoesNotKnowIsDeniedWithWhatIsMissing() {
    HttpAnswer answer = bare(9).ask("acme", "disk");

    assertThat(answer.status()).isEqualTo(403);
    String decision = new JsonObject(answer.text()).getString("decision");
    assertThat(node.operator().decision("acme", decision).encode()).contains("snp.");
  }

  private static void assertComesBack(HttpAnswer answer, String seconds) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("collateral-unavailable");
    assertThat(answer.retryAfter()).contains(seconds);
  }

  private static String proxied(CollateralId id) {
    return "/collateral/amd" + VendorPaths.of(id).text();
  }

  @Test
  void aGuestComesBackWithItsRequestForWhatIsOnItsWay() {
    CountDownLatch gate = new CountDownLatch(1);
    vendor.hold(gate);
    Guest guest = bare(2);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);

    assertComesBack(guest.send(attempt.request()), "2");
    assertComesBack(guest.send(attempt.request()), "2");
    gate.countDown();
    assertThat(node.http().get(proxied(MadeUpItems.vcekId(2))).status()).isEqualTo(200);

    assertThat(guest.send(attempt.request()).status()).isEqualTo(200);
    assertThat(vendor.asked(MadeUpItems.vcekId(2))).isEqualTo(1);
  }

  @Test
  void aFailureOfTheVendorIsNoDenial() {
    for (CollateralId shared : List.of(MadeUpItems.CHAIN, MadeUpItems.AMD_LIST)) {
      assertThat(node.http().get(proxied(shared)).status()).isEqualTo(200);
    }
    vendor.next(FaultyVendor.Fault.WRONG_CONTENT);

    assertComesBack(bare(3).ask("acme", "disk"), "10");
    assertComesBack(bare(3).ask("acme", "no-such-disk"), "10");
    assertThat(vendor.asked(MadeUpItems.vcekId(3))).isEqualTo(1);
  }

  private static HttpResponse<byte[]> bare(String method, String target) throws Exception {
    return bare(node, method, target);
  }

  private static HttpResponse<byte[]> bare(Node of, String method, String target) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + of.server().collateralPort().orElseThrow() + target);
    return plain.send(
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void thePrefixAnswersAsTheVendorDoes() {
    Received content = MadeUpItems.received(MadeUpItems.CHAIN, Instant.EPOCH, Instant.EPOCH);

    HttpAnswer answer = node.http().get("/collateral/amd" + CHAIN_PATH);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content.body());
    assertThat(answer.type()).isEqualTo(content.contentType());
  }

  /** Its answers would wait in memory for a client that opens no window. */
  @Test
  void theBarePathsAreNotServedOverHttp2() {
    String settings = "\0\0\0\4\0\0\0\0\0";

    String answer =
        RawTls.plain(
            node.server().collateralPort().orElseThrow(),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings);

    assertThat(answer).as("no frame of settings").doesNotContain("\0");
  }

  @Test
  void theBarePathsCarryTheIssuersChain() throws Exception {
    VendorPaths.Target target = VendorPaths.of(MadeUpItems.TCB_INFO);

    HttpResponse<byte[]> answer = bare("GET", target.text());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("TCB-Info-Issuer-Chain"))
        .get()
        .asString()
        .startsWith("-----BEGIN%20CERTIFICATE-----");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains(MadeUpItems.FMSPC.toUpperCase(Locale.ROOT));
  }

  @Test
  void headTellsTheLengthAlone() throws Exception {
    HttpResponse<byte[]> got = bare("GET", CHAIN_PATH);
    HttpResponse<byte[]> head = bare("HEAD", CHAIN_PATH);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(got.body().length);
  }

  @Test
  void theRootsListComesInHexadecimalWhereAPccsHasIt() throws Exception {
    byte[] der = bare("GET", "/IntelSGXRootCA.der").body();

    assertThat(bare("GET", "/sgx/certification/v4/rootcacrl").body())
        .isEqualTo(HexFormat.of().formatHex(der).getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&encoding=pem"})
  void aPckListComesInPemUnlessDerIsAskedFor(String encoding) throws Exception {
    String path = "/sgx/certification/v4/pckcrl?ca=platform";
    byte[] der = bare("GET", path + "&encoding=der").body();

    byte[] pem = bare("GET", path + encoding).body();

    assertThat(new String(pem, StandardCharsets.US_ASCII)).startsWith("-----BEGIN X509 CRL-----\n");
    assertThat(Collateral.of(List.of(pem)).digest())
        .isEqualTo(Collateral.of(List.of(der)).digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/tenants",
        "/vcek/v1/Naples/cert_chain",
        "/vcek/v1/Genoa/../Genoa/cert_chain",
        "/vcek/v1/Genoa/cert%5fchain",
        "/sgx/certification/v4/pckcert?x=1"
      })
  void otherPathsAreNothingAndReachNobody(String path) throws Exception {
    int before = vendor.asked();

    assertThat(bare("GET", path).statusCode()).isEqualTo(404);
    assertThat(node.http().get("/collateral/amd" + path).status()).isEqualTo(404);
    assertThat(vendor.asked()).isEqualTo(before);
  }

  @Test
  void onePrefixDoesNotAnswerForTheOtherVendor() {
    assertThat(node.http().get("/collateral/intel" + CHAIN_PATH).status()).isEqualTo(404);
  }

  @Test
  void whatTheVendorLacksIsNotFound() throws Exception {
    assertThat(bare("GET", VendorPaths.of(MadeUpItems.vcekId(99)).text()).statusCode())
        .isEqualTo(404);
    CollateralId chain = new CollateralId.AmdChain(AmdKey.VLEK, "Turin");
    assertThat(bare("GET", VendorPaths.of(chain).path()).statusCode())
        .as("which it must have")
        .isEqualTo(503);
  }

  private static HttpResponse<byte[]> stranger(Node of, int number) throws Exception {
    return bare(
        of,
        "GET",
        String.format(Locale.ROOT, "/sgx/certification/v4/tcb?fmspc=%012x", 0xABC000 + number));
  }

  @Test
  void strangersAreToldToComeBack() throws Exception {
    HttpResponse<byte[]> last;
    try (Node small = start("small", 1)) {
      assertThat(stranger(small, 0).statusCode()).isEqualTo(404);
      last = stranger(small, 1);
    }
    assertThat(last.statusCode()).isEqualTo(503);
    assertThat(last.headers().firstValue("retry-after")).contains("60");
    assertThat(new String(last.body(), StandardCharsets.UTF_8))
        .contains("urn:sealkeep:problem:collateral-unavailable");
  }
}
