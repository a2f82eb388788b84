package dev.sealkeep.service.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sealkeep.service.activation.ActivationHandler;
import dev.sealkeep.service.admin.AdminRoute;
import dev.sealkeep.service.admin.AuditHandlers;
import dev.sealkeep.service.admin.KeyHandlers;
import dev.sealkeep.service.admin.LogHandlers;
import dev.sealkeep.service.admin.PolicyHandlers;
import dev.sealkeep.service.admin.ReferenceHandlers;
import dev.sealkeep.service.admin.TenantHandlers;
import dev.sealkeep.service.collateral.CollateralProxy;
import dev.sealkeep.service.configuration.LoadLimits;
import dev.sealkeep.service.harness.ApiDescription;
import dev.sealkeep.service.http.AdminTokens;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.metrics.EscrowMeters;
import dev.sealkeep.service.release.ReleaseHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of paths over plain HTTP, with one worker whom the test keeps busy. */
@Timeout(30)
class RoutesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Readiness readiness = new Readiness();
  private final EscrowMeters meters = new EscrowMeters();
  private final Admission admission = Admission.of(LoadLimits.defaults(), 256, meters);
  private final WorkerPool workers = new WorkerPool("release", 1, 1);
  private final CountDownLatch letGo = new CountDownLatch(1);

  /** Of "correct horse". */
  private static final String TOKEN_DIGEST =
      "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    letGo.countDown();
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    workers.close();
    meters.close();
  }

  /** Handlers that have nothing behind them: no request of these tests gets that far. */
  @SuppressWarnings("NullAway")
  private Routes.Parts parts(Duration deadline) {
    return new Routes.Parts(
        readiness,
        () -> LogWriter.Condition.COMMITTING,
        deadline,
        admission,
        null,
        new ActivationHandler(null, workers, admission.releases()),
        new ReleaseHandler(
            null,
            workers,
            admission.releases(),
            admission.collateralWaits(),
            null,
            null,
            null,
            null,
            null,
            meters),
        new AdminRoute(
            new AdminTokens(null, null),
            workers,
            admission.administration(),
            () -> CompletableFuture.completedFuture(true)),
        new TenantHandlers(null, null, ""),
        new PolicyHandlers(null),
        new ReferenceHandlers(null),
        new KeyHandlers(null, null),
        new AuditHandlers(null, null, null, null),
        new LogHandlers(null, null, null),
        null,
        new CollateralProxy(null),
        workers,
        new MetricsHandler(meters, Optional.of(TOKEN_DIGEST)));
  }

  private Router router(Duration deadline) {
    return Routes.of(
        vertx,
        parts(deadline),
        admission.bodyReader(),
        new ConnectionWatch(admission.limits(), System::nanoTime, admission.meters()));
  }

  private int serve(Duration deadline) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router(deadline))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return send(request(port, path).GET());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LONG);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String problem(HttpResponse<String> response) {
    return new JsonObject(response.body()).getString("type").replace("urn:sealkeep:problem:", "")
        + response.headers().firstValue("retry-after").map(seconds -> " retry").orElse("");
  }

  /** Keeps the one worker busy; with {@code queued} more tasks behind it. */
  private void occupy(int queued) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<?> _ =
        workers.submit(
            () -> {
              begun.countDown();
              try {
                return letGo.await(LONG.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
              }
            });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < queued; i++) {
      CompletableFuture<?> _ = workers.submit(() -> true);
    }
    assertThat(workers.waiting()).isEqualTo(queued);
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedOperationIsRouted() {
    Router router = router(LONG);

    Map<String, Set<String>> routed =
        router.getRoutes().stream()
            .filter(route -> route.methods() != null)
            .collect(
                Collectors.toMap(
                    route ->
                        Optional.ofNullable(route.getPath())
                            .orElseThrow()
                            .replaceAll(":(\\w+)", "{$1}")
                            .replaceAll("^/log/tile/.*", "/log/tile/{tile}")
                            .replaceAll("^/collateral/(\\w+)/.*", "/collateral/$1/{item}"),
                    route ->
                        route.methods().stream()
                            .map(HttpMethod::name)
                            .collect(Collectors.toCollection(TreeSet::new)),
                    (one, other) -> {
                      Set<String> both = new TreeSet<>(one);
                      both.addAll(other);
                      return both;
                    },
                    TreeMap::new));

    assertThat(routed).isEqualTo(ApiDescription.read().methods());
  }

  @Test
  void aNodeServesOnceItIsReadyAndWhileItDrainsWhatStillComes() throws Exception {
    int port = serve(LONG);
    assertNotServing(port, "This node is starting.");

    readiness.becomeReady();
    assertThat(get(port, "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(port, "/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(get(port, "/v1/tenants").statusCode()).isEqualTo(401);

    assertThat(readiness.drain()).isTrue();
    assertThat(readiness.drain()).as("a second time").isFalse();
    readiness.becomeReady();
    HttpResponse<String> ready = get(port, "/readyz");
    assertThat(problem(ready)).isEqualTo("not-ready retry");
    assertThat(new JsonObject(ready.body()).getString("detail"))
        .isEqualTo("This node is draining.");
    assertThat(get(port, "/v1/tenants").statusCode()).as("on a connection it has").isEqualTo(401);
  }

  private void assertNotServing(int port, String detail) throws Exception {
    for (String path : List.of("/readyz", "/v1/tenants", "/log/checkpoint", "/v1/nothing")) {
      HttpResponse<String> response = get(port, path);
      assertThat(response.statusCode()).as(path).isEqualTo(503);
      assertThat(problem(response)).as(path).isEqualTo("not-ready retry");
      assertThat(new JsonObject(response.body()).getString("detail")).isEqualTo(detail);
    }
    HttpResponse<String> release =
        send(request(port, "/v1/releases").POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(problem(release)).isEqualTo("not-ready retry");
    assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);
    assertThat(metrics(port, "Bearer correct horse").statusCode()).isEqualTo(200);
  }

  @Test
  void whereAMetricsTokenIsSetNobodyReadsThemWithoutIt() throws Exception {
    int port = serve(LONG);
    readiness.becomeReady();
    assertThat(get(port, "/metrics").statusCode()).isEqualTo(401);
    for (String wrong :
        List.of("correct horse", "Bearer correct", "Bearer", "Basic correct horse")) {
      assertThat(metrics(port, wrong).statusCode()).as(wrong).isEqualTo(401);
      assertThat(metrics(port, wrong).body()).doesNotContain("sealkeep_");
    }
    assertThat(metrics(port, "Bearer correct horse").body()).contains("sealkeep_");
  }

  private HttpResponse<String> metrics(int port, String authorization) throws Exception {
    return send(request(port, "/metrics").header("authorization", authorization));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/tenants", "/v1/audit/leaves", "/log/checkpoint", "/log/tile/0/000"})
  void aFullQueueShedsReads(String path) throws Exception {
    int port = serve(LONG);
    readiness.becomeReady();
    occupy(1);

    HttpResponse<String> response = get(port, path);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(problem(response)).isEqualTo("overloaded retry");
    assertThat(response.headers().firstValue("retry-after").map(Integer::valueOf).orElseThrow())
        .isBetween(1, 5);
    assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aFullQueueShedsReleasesAndCountsThem() throws Exception {
    int port = serve(LONG);
    readiness.becomeReady();
    occupy(1);

    HttpResponse<String> response = release(port);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(problem(response)).isEqualTo("overloaded retry");
    // It is counted once it has been sent.
    String counted = "sealkeep_release_requests_total{outcome=\"unavailable\"} 1.0";
    await().until(() -> meters.scrape().contains(counted));
  }

  private HttpResponse<String> release(int port) throws Exception {
    return send(
        request(port, "/v1/releases")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  @Test
  void whatTakesTooLongIsAnsweredAtItsDeadline() throws Exception {
    int port = serve(Duration.ofMillis(50));
    readiness.becomeReady();
    occupy(0);

    HttpResponse<String> read = get(port, "/v1/tenants");

    assertThat(read.statusCode()).isEqualTo(503);
    assertThat(problem(read)).isEqualTo("deadline retry");
    assertThat(problem(release(port))).as("its queue is full").isEqualTo("overloaded retry");
  }

  @Test
  void aLateAnswerAfterTheDeadlineIsDroppedAndTheConnectionLivesOn() throws Exception {
    int port = serve(Duration.ofMillis(50));
    readiness.becomeReady();
    occupy(0);
    assertThat(problem(get(port, "/v1/tenants"))).isEqualTo("deadline retry");

    letGo.countDown();

    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    while (!idle.isDone()) {
      workers.submit(() -> idle.complete(true)).exceptionally(full -> false).join();
    }
    assertThat(get(port, "/v1/tenants").statusCode()).isEqualTo(401);
  }
}
