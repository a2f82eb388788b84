package dev.sealkeep.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.PreflightRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.service.harness.ApiDescription;
import dev.sealkeep.service.harness.Guest;
import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.Node;
import dev.sealkeep.service.harness.Operator;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server does what openapi.yaml says, with friends and with enemies. */
class ApiConformanceTest {
  private static final ApiDescription API = ApiDescription.read();
  private static final List<Exchange> EXCHANGES = Exchanges.all();

  /** Statuses that need guests, or a broken node; tests of their own bring them about. */
  private static final Map<String, Set<Integer>> ELSEWHERE =
      Map.ofEntries(
          Map.entry("createPreflight", Set.of(200, 403, 409, 429)),
          Map.entry("createRelease", Set.of(200, 403, 409)),
          // An answer that needs a TPM: the tests of dev.sealkeep.service.activation.
          Map.entry("createActivation", Set.of(200)),
          Map.entry("getDecision", Set.of(200)),
          Map.entry("getEvidence", Set.of(200)),
          Map.entry("getTile", Set.of(200)),
          // A node with a token for them: RoutesTest.
          Map.entry("metrics", Set.of(401)),
          // A log that took the place of another: RestoredStoreTest.
          Map.entry("resumeReleases", Set.of(200)),
          // A row that was tampered with: the tests of dev.sealkeep.service.state.
          Map.entry("rotateKey", Set.of(409)),
          Map.entry("disableKey", Set.of(409)),
          Map.entry("enableKey", Set.of(409)),
          // Answers that need a vendor: the tests of dev.sealkeep.service.collateral.
          Map.entry("getAmdCollateral", Set.of(200)),
          Map.entry("getIntelCollateral", Set.of(200)),
          Map.entry("headAmdCollateral", Set.of(200, 404)),
          Map.entry("headIntelCollateral", Set.of(200, 404)));

  @TempDir static Path data;
  private static Node node;
  private static Operator operator;

  @BeforeAll
  static void start() {
    node = Node.start(data.resolve("node"));
    operator = node.operator();
    node.scene(operator, "acme");
    operator.createKey("acme", "turned", "root");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Stream<Named<Exchange>> exchanges() {
    return EXCHANGES.stream().map(exchange -> named(exchange.toString(), exchange));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void answersAsDescribed(Exchange exchange) {
    ApiDescription.Operation operation = API.operation(exchange.operation());

    HttpAnswer answer = exchange.send(node.http(), operation.method(), node.token());

    assertThat(answer.status()).as(answer.text()).isEqualTo(exchange.status());
    assertThat(answer.problem()).isEqualTo(exchange.problem());
    assertThat(API.deviations(operation, answer)).as(answer.text()).isEmpty();
    assertThat(answer.retryAfter().isPresent()).isEqualTo(answer.status() == 503);
    if (answer.status() >= 400) {
      assertThat(answer.json().getInteger("status")).isEqualTo(answer.status());
    }
  }

  /** Those whose answer depends on a JSON body and nothing else. */
  static Stream<Named<Exchange>> exchangesOfBodies() {
    String malformed = Problem.Kind.MALFORMED_REQUEST.code();
    return exchanges()
        .filter(named -> named.getPayload().isJson())
        .filter(named -> !named.getPayload().path().matches(".*(/NO/|/_|%).*"))
        .filter(named -> named.getPayload().body().length > 0)
        .filter(
            named ->
                named.getPayload().status() < 300
                    || named.getPayload().problem().equals(malformed));
  }

  @ParameterizedTest
  @MethodSource("exchangesOfBodies")
  void bodiesAreRefusedJustWhenTheirSchemaRefusesThem(Exchange exchange) {
    ApiDescription.Operation operation = API.operation(exchange.operation());

    List<String> deviations = API.deviations(operation, exchange.body());

    if (exchange.status() < 300) {
      assertThat(deviations).isEmpty();
    } else {
      assertThat(deviations).isNotEmpty();
    }
  }

  @Test
  void everyDescribedStatusIsBroughtAboutOrNeedsABrokenNode() {
    Map<String, Set<Integer>> missing = new TreeMap<>();
    for (ApiDescription.Operation operation : API.operations().values()) {
      Set<Integer> statuses = new TreeSet<>(operation.statuses());
      statuses.remove(503);
      statuses.removeAll(ELSEWHERE.getOrDefault(operation.id(), Set.of()));
      EXCHANGES.stream()
          .filter(exchange -> exchange.operation().equals(operation.id()))
          .forEach(exchange -> statuses.remove(exchange.status()));
      if (!statuses.isEmpty()) {
        missing.put(operation.id(), statuses);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void aReleaseItsRepetitionAndItsDecisionAreAsDescribed() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    Guest.Attempt attempt = guest.prepare("acme", "disk", Kem.X_WING);
    byte[] body = attempt.request().encode();
    ApiDescription.Operation operation = API.operation("createRelease");
    assertThat(API.deviations(operation, body)).isEmpty();

    HttpAnswer released = node.http().post("/v1/releases", body);
    HttpAnswer repeated = node.http().post("/v1/releases", body);
    HttpAnswer shown =
        operator.get("/v1/tenants/acme/decisions/" + released.json().getString("decision_id"));

    assertThat(released.status()).as(released.text()).isEqualTo(200);
    assertThat(API.deviations(operation, released)).isEmpty();
    assertThat(repeated.problem()).isEqualTo("challenge-spent");
    assertThat(API.deviations(operation, repeated)).isEmpty();
    assertThat(shown.json().getBoolean("released")).isTrue();
    assertThat(API.deviations(API.operation("getDecision"), shown)).isEmpty();
  }

  @Test
  void aDenialAndItsDecisionAreAsDescribed() {
    HttpAnswer denied = new Guest(node.http(), Guest.measurement(0x55)).ask("acme", "disk");

    assertThat(denied.problem()).isEqualTo("denied");
    assertThat(API.deviations(API.operation("createRelease"), denied)).isEmpty();
    HttpAnswer shown =
        operator.get("/v1/tenants/acme/decisions/" + denied.json().getString("decision"));
    assertThat(shown.json().getBoolean("released")).isFalse();
    assertThat(API.deviations(API.operation("getDecision"), shown)).isEmpty();
  }

  @Test
  void aPreflightItsRepetitionItsDenialAndItsLimitAreAsDescribed() {
    ApiDescription.Operation operation = API.operation("createPreflight");
    Guest guest = new Guest(node.http(), Guest.GOOD);
    NextBoot question =
        new NextBoot(
            List.of(), List.of(new NextBoot.Value(new BootClaim("measurement"), Guest.GOOD_HEX)));
    byte[] body =
        new PreflightRequest(guest.preflight("acme", "disk").request(), question).encode();
    assertThat(API.deviations(operation, body)).isEmpty();

    HttpAnswer answered = node.http().post("/v1/preflights", body);
    HttpAnswer repeated = node.http().post("/v1/preflights", body);
    Guest stranger = new Guest(node.http(), Guest.measurement(0x5a));
    HttpAnswer denied = stranger.send(stranger.preflight("acme", "disk").request(), question);

    assertThat(answered.status()).as(answered.text()).isEqualTo(200);
    assertThat(repeated.problem()).isEqualTo("challenge-spent");
    assertThat(denied.problem()).isEqualTo("denied");
    HttpAnswer last = answered;
    for (int i = 0; i < 10 && last.status() == 200; i++) {
      last = guest.send(guest.preflight("acme", "disk").request(), question);
    }
    assertThat(last.problem()).isEqualTo("preflights-limited");
    for (HttpAnswer answer : List.of(answered, repeated, denied, last)) {
      assertThat(API.deviations(operation, answer)).as(answer.text()).isEmpty();
    }
    HttpAnswer shown =
        operator.get("/v1/tenants/acme/decisions/" + answered.json().getString("decision_id"));
    assertThat(API.deviations(API.operation("getDecision"), shown)).isEmpty();
  }

  @Test
  void whatWasDecidedOnIsKeptForItsTenantAlone() {
    operator.createTenant("neighbour");
    Guest.Attempt attempt =
        new Guest(node.http(), Guest.measurement(0x57)).prepare("acme", "disk", Kem.X_WING);
    EvidenceItem item = attempt.request().evidence().getFirst();
    String id =
        node.http().post("/v1/releases", attempt.request().encode()).json().getString("decision");
    String evidence = "/decisions/" + id + "/evidence/" + Digest.sha256(item.evidence()).hex();
    String auxiliary = "/decisions/" + id + "/evidence/" + Digest.sha256(item.auxiliary()).hex();

    HttpAnswer blob = operator.get("/v1/tenants/acme" + evidence);

    assertThat(blob.status()).as(blob.text()).isEqualTo(200);
    assertThat(API.deviations(API.operation("getEvidence"), blob)).isEmpty();
    assertThat(blob.body()).isEqualTo(item.evidence());
    assertThat(operator.get("/v1/tenants/acme" + auxiliary).body()).isEqualTo(item.auxiliary());
    JsonObject attested = operator.decision("acme", id).getJsonObject("attested");
    assertThat(attested.getString("technology")).isEqualTo("simulated-amd-sev-snp");
    assertThat(attested.getJsonObject("claims").getString("measurement"))
        .isEqualTo("57".repeat(48));

    HttpAnswer unknown =
        operator.get("/v1/tenants/neighbour" + evidence.replace(id, "0".repeat(32)));
    HttpAnswer others = operator.get("/v1/tenants/neighbour" + evidence);
    HttpAnswer unnamed =
        operator.get("/v1/tenants/acme/decisions/" + id + "/evidence/" + "0".repeat(64));
    assertThat(others.problem()).isEqualTo("not-found");
    assertThat(others.text()).isEqualTo(unknown.text()).isEqualTo(unnamed.text());
  }

  @Test
  void aBlobOfTheArchiveIsGivenForADecisionThatNamesItAndNoOther() {
    Guest.Attempt attempt =
        new Guest(node.http(), Guest.measurement(0x58)).prepare("acme", "disk", Kem.X_WING);
    HttpAnswer first = node.http().post("/v1/releases", attempt.request().encode());
    HttpAnswer second = new Guest(node.http(), Guest.measurement(0x59)).ask("acme", "disk");
    String digest = Digest.sha256(attempt.request().evidence().getFirst().evidence()).hex();

    assertThat(operator.get(evidence(first, digest)).status()).isEqualTo(200);
    assertThat(operator.get(evidence(second, digest)).problem()).isEqualTo("not-found");
  }

  private static String evidence(HttpAnswer denied, String digest) {
    return "/v1/tenants/acme/decisions/%s/evidence/%s"
        .formatted(denied.json().getString("decision"), digest);
  }

  @Test
  void aDecisionIsShownToItsOwnTenantAlone() {
    operator.createTenant("umbrella");
    HttpAnswer denied = new Guest(node.http(), Guest.measurement(0x56)).ask("acme", "disk");

    HttpAnswer shown =
        operator.get("/v1/tenants/umbrella/decisions/" + denied.json().getString("decision"));

    assertThat(shown.problem()).isEqualTo("not-found");
  }

  @Test
  void unknownMembersOfAReleaseAreRefused() {
    Guest guest = new Guest(node.http(), Guest.GOOD);
    String body =
        new String(
            guest.prepare("acme", "disk", Kem.X_WING).request().encode(), StandardCharsets.UTF_8);
    byte[] more = body.replaceFirst("\\{", "{\"more\":1,").getBytes(StandardCharsets.UTF_8);

    HttpAnswer answer = node.http().post("/v1/releases", more);

    assertThat(answer.problem()).isEqualTo("malformed-request");
    assertThat(API.deviations(API.operation("createRelease"), more)).isNotEmpty();
  }

  @Test
  void tilesUnderThePublicCheckpointAreServed() {
    String note = node.http().get("/log/checkpoint").text();
    int size = Integer.parseInt(note.lines().skip(1).findFirst().orElseThrow());
    ApiDescription.Operation tile = API.operation("getTile");

    HttpAnswer hashes = node.http().get("/log/tile/0/000.p/" + size);
    HttpAnswer entries = node.http().get("/log/tile/entries/000.p/" + size);

    assertThat(hashes.body()).hasSize(32 * size);
    assertThat(API.deviations(tile, hashes)).isEmpty();
    assertThat(entries.body()).hasSize((2 + 64) * size);
    assertThat(API.deviations(tile, entries)).isEmpty();
  }

  @Test
  void theCheckerRefusesWhatIsNotDescribed() {
    ApiDescription.Operation operation = API.operation("listTenants");

    assertThat(API.deviations(operation, answer(200, "application/json", "{\"tenants\":[]}")))
        .isEmpty();
    assertThat(API.deviations(operation, answer(200, "application/json", "{\"tenants\":{}}")))
        .isNotEmpty();
    assertThat(
            API.deviations(
                operation, answer(200, "application/json", "{\"tenants\":[],\"more\":1}")))
        .isNotEmpty();
    assertThat(
            API.deviations(
                operation,
                answer(
                    200,
                    "application/json",
                    "{\"tenants\":[{\"name\":\"A\",\"tenant_pin\":\"\",\"log_index\":1}]}")))
        .as("a name inside a referenced schema")
        .isNotEmpty();
    assertThat(API.deviations(operation, answer(200, "text/plain", "{\"tenants\":[]}")))
        .isNotEmpty();
    assertThat(API.deviations(operation, answer(204, "application/json", "{}"))).isNotEmpty();
  }

  private static HttpAnswer answer(int status, String type, String body) {
    return new HttpAnswer(status, type, Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<String> undescribedPaths() {
    return Stream.of(
        "/",
        "/v1",
        "/v1/",
        "/v2/tenants",
        "/v1/tenants/acme",
        "/v1/tenants/acme/keys/disk",
        "/v1/tenants/acme/keys/disk/destroy",
        "/v1/tenants/acme/policies/root/versions",
        "/v1/audit",
        "/log",
        "/metrics/all",
        "/favicon.ico",
        "/%2e%2e/%2e%2e/etc/passwd");
  }

  @ParameterizedTest
  @MethodSource("undescribedPaths")
  void undescribedPathsAreNotFound(String path) {
    for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      HttpAnswer answer =
          operator.send(
              node.http().request(path).method(method, HttpRequest.BodyPublishers.noBody()));

      assertThat(answer.problem()).as("%s %s %s", method, path, answer).isEqualTo("not-found");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(API.violations("Problem", answer.text())).isEmpty();
    }
  }

  static Stream<String> describedPaths() {
    return API.methods().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("describedPaths")
  void undescribedMethodsAreNotAllowed(String template) {
    String path =
        template
            .replace("{tenant}", "acme")
            .replace("{policy}", "root")
            .replace("{key}", "disk")
            .replace("{decision}", "0".repeat(32))
            .replace("{digest}", "0".repeat(64))
            .replace("{tile}", "0/000")
            .replace("{item}", "vcek/v1/Genoa/crl");
    Set<String> methods =
        new TreeSet<>(List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"));
    methods.removeAll(API.methods().getOrDefault(template, Set.of()));
    for (String method : methods) {
      HttpAnswer answer =
          operator.send(
              node.http().request(path).method(method, HttpRequest.BodyPublishers.noBody()));

      assertThat(answer.problem())
          .as("%s %s %s", method, path, answer)
          .isEqualTo("method-not-allowed");
      assertThat(answer.status()).isEqualTo(405);
    }
  }
}
