package dev.sealkeep.service.server;

import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonValue;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.service.admin.AdminRoute;
import dev.sealkeep.service.admin.AuditHandlers;
import dev.sealkeep.service.admin.KeyHandlers;
import dev.sealkeep.service.admin.LogHandlers;
import dev.sealkeep.service.admin.PolicyHandlers;
import dev.sealkeep.service.admin.ReferenceHandlers;
import dev.sealkeep.service.admin.TenantHandlers;
import dev.sealkeep.service.admission.BodyReader;
import dev.sealkeep.service.challenge.ChallengeDesk;
import dev.sealkeep.service.collateral.CollateralProxy;
import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.MediaTypes;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.WorkerPool;
import dev.sealkeep.service.log.LogWriter;
import dev.sealkeep.service.log.PublicLog;
import dev.sealkeep.service.release.ReleaseHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The map from paths to handlers, as openapi.yaml describes it. Limits of size come before anything
 * reads a body; a deadline goes with every request.
 */
final class Routes {
  private static final String TILES = "/log/tile/";
  private static final long GUEST_BODY = 1L << 20;
  private static final long POLICY_BODY = 64L << 10;
  private static final long REFERENCE_BODY = 8L << 20;

  /** As long as an activation request may be. */
  private static final long ACTIVATION_BODY = 64 << 10;

  private static final long SMALL_BODY = 16L << 10;

  private final Parts parts;
  private final BodyReader bodies;
  private final Router router;

  /** What requests are handed to. */
  record Parts(
      Readiness readiness,
      Supplier<LogWriter.Condition> condition,
      Duration deadline,
      Admission admission,
      ChallengeDesk challenges,
      Handler<RoutingContext> activations,
      ReleaseHandler releases,
      AdminRoute admin,
      TenantHandlers tenants,
      PolicyHandlers policies,
      ReferenceHandlers references,
      KeyHandlers keys,
      AuditHandlers audit,
      LogHandlers logChanges,
      PublicLog log,
      CollateralProxy collateral,
      WorkerPool workers,
      Handler<RoutingContext> metrics) {}

  private Routes(Vertx vertx, Parts parts, BodyReader bodies) {
    this.parts = parts;
    this.bodies = bodies;
    this.router = Router.router(vertx);
  }

  /** The routes of one event loop, with its own reader and watch. */
  static Router of(Vertx vertx, Parts parts, BodyReader bodies, ConnectionWatch connections) {
    Routes routes = new Routes(vertx, parts, bodies);
    routes.router.route().handler(connections::request);
    routes.watch();
    routes.guests();
    routes.tenants();
    routes.auditors();
    routes.publicLog();
    parts.collateral.mount(routes.router);
    routes.failures();
    return routes.router;
  }

  private void watch() {
    router.get("/healthz").handler(this::liveness);
    router.get("/readyz").handler(this::readiness);
    router.get("/metrics").handler(parts.metrics);
    router.route("/v1/*").handler(this::admit);
    router.route("/log/*").handler(this::admit);
    router.route("/collateral/*").handler(this::admit);
  }

  /** What only a restart helps is no life. */
  private void liveness(RoutingContext request) {
    if (parts.readiness.ready() && parts.condition.get() == LogWriter.Condition.STOPPED) {
      mustBeRestarted(request);
    } else {
      state(request, "alive");
    }
  }

  private void readiness(RoutingContext request) {
    if (!parts.readiness.ready()) {
      notReady(request);
      return;
    }
    switch (parts.condition.get()) {
      case COMMITTING -> state(request, "ready");
      case IMPEDED ->
          Reply.problem(
              request,
              Problem.of(
                  Problem.Kind.STORE_UNAVAILABLE,
                  "This node cannot commit now and keeps trying; its log says why."));
      case STOPPED -> mustBeRestarted(request);
    }
  }

  private static void mustBeRestarted(RoutingContext request) {
    Reply.problem(
        request,
        Problem.of(
            Problem.Kind.STORE_UNAVAILABLE,
            "This node has stopped committing and must be restarted."));
  }

  private static void state(RoutingContext request, String state) {
    Reply.json(request, 200, new JsonObject().put("status", state));
  }

  private void notReady(RoutingContext request) {
    Reply.problem(
        request,
        Problem.of(Problem.Kind.NOT_READY, "This node is " + parts.readiness.stage().word() + "."));
  }

  /**
   * While a node drains it is not ready for more connections, but serves what comes on those that
   * it has: whoever sent a request before it heard of that must not be refused.
   */
  private void admit(RoutingContext request) {
    if (!parts.readiness.serves()) {
      notReady(request);
      return;
    }
    long timer =
        request
            .vertx()
            .setTimer(
                parts.deadline.toMillis(),
                fired ->
                    Reply.problem(
                        request,
                        Problem.of(
                            Problem.Kind.DEADLINE, "The request took too long; try again.")));
    request.addEndHandler(ended -> request.vertx().cancelTimer(timer));
    request.next();
  }

  private void guests() {
    router
        .post("/v1/challenges")
        .handler(bodies.upTo(SMALL_BODY, parts.admission.challengeBodies()))
        .handler(Routes::requireJson)
        .handler(this::challenge);
    router
        .post("/v1/activations")
        .handler(bodies.upTo(ACTIVATION_BODY, parts.admission.guestBodies()))
        .handler(Routes::requireJson)
        .handler(parts.activations);
    router
        .post("/v1/releases")
        .handler(bodies.upTo(GUEST_BODY, parts.admission.guestBodies()))
        .handler(Routes::requireJson)
        .handler(parts.releases);
    router
        .post("/v1/preflights")
        .handler(bodies.upTo(GUEST_BODY, parts.admission.guestBodies()))
        .handler(Routes::requireJson)
        .handler(parts.releases.ofPreflights());
  }

  /** Guests' bodies are JSON; a body that is left out needs no type. */
  private static void requireJson(RoutingContext request) {
    try {
      if (BodyReader.of(request).length > 0) {
        MediaTypes.require(request, "application/json");
      }
    } catch (ProblemException e) {
      Reply.problem(request, e.problem());
      return;
    }
    request.next();
  }

  private void challenge(RoutingContext request) {
    byte[] body = BodyReader.of(request);
    if (body.length > 0 && !isEmptyObject(body)) {
      Reply.problem(
          request,
          Problem.of(
              Problem.Kind.MALFORMED_REQUEST, "Send no body, or a JSON object without members."));
      return;
    }
    Reply.bytes(request, 200, "application/json", Buffer.buffer(parts.challenges.issue().encode()));
  }

  private static boolean isEmptyObject(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage((int) SMALL_BODY))
            instanceof Parsed.Accepted<JsonValue>(JsonValue.JsonObject object)
        && object.members().isEmpty();
  }

  private void tenants() {
    AdminRoute admin = parts.admin;
    router.get("/v1/tenants").handler(admin.reading(parts.tenants::list));
    router
        .post("/v1/tenants")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.tenants::create));
    router.get("/v1/tenants/:tenant/policies").handler(admin.reading(parts.policies::list));
    router
        .put("/v1/tenants/:tenant/policies/:policy")
        .handler(body(POLICY_BODY))
        .handler(admin.committing(parts.policies::put));
    router.get("/v1/tenants/:tenant/policies/:policy").handler(admin.reading(parts.policies::show));
    router.get("/v1/tenants/:tenant/references").handler(admin.reading(parts.references::list));
    router
        .put("/v1/tenants/:tenant/references")
        .handler(body(REFERENCE_BODY))
        .handler(admin.committing(parts.references::put));
    router.get("/v1/tenants/:tenant/keys").handler(admin.reading(parts.keys::list));
    router
        .post("/v1/tenants/:tenant/keys")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.keys::create));
    router
        .post("/v1/tenants/:tenant/keys/:key/rotate")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.keys::rotate));
    router
        .post("/v1/tenants/:tenant/keys/:key/disable")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.keys::disable));
    router
        .post("/v1/tenants/:tenant/keys/:key/enable")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.keys::enable));
  }

  private void auditors() {
    AdminRoute admin = parts.admin;
    router
        .get("/v1/tenants/:tenant/decisions/:decision")
        .handler(admin.reading(parts.audit::decision));
    router
        .get("/v1/tenants/:tenant/decisions/:decision/evidence/:digest")
        .handler(admin.reading(parts.audit::evidence));
    router.get("/v1/tenants/:tenant/audit").handler(admin.reading(parts.audit::entries));
    router.get("/v1/audit/checkpoint").handler(admin.reading(parts.audit::checkpoint));
    router.get("/v1/audit/leaves").handler(admin.reading(parts.audit::leaves));
    router
        .post("/v1/log/resume")
        .handler(body(SMALL_BODY))
        .handler(admin.committing(parts.logChanges::resume));
  }

  private void publicLog() {
    router
        .get("/log/checkpoint")
        .handler(
            blocking(
                request ->
                    Optional.of(Buffer.buffer(parts.log.checkpoint().note().format()).getBytes()),
                "text/plain; charset=utf-8",
                "no-cache"));
    router
        .get(TILES + "*")
        .handler(
            blocking(
                this::tile, "application/octet-stream", "public, max-age=31536000, immutable"));
  }

  /** The router takes the bare path {@code /log/tile} for a match too. */
  private Optional<byte[]> tile(RoutingContext request) {
    String path = request.normalizedPath();
    return path.startsWith(TILES)
        ? parts.log.tile(path.substring(TILES.length()))
        : Optional.empty();
  }

  private Handler<RoutingContext> blocking(
      Function<RoutingContext, Optional<byte[]>> read, String type, String cache) {
    return request ->
        Delivery.of(
            request,
            parts.workers.submit(() -> read.apply(request)),
            bytes -> {
              if (bytes.isPresent()) {
                Reply.cached(request, type, cache, Buffer.buffer(bytes.get()));
              } else {
                Reply.problem(
                    request, Problem.of(Problem.Kind.NOT_FOUND, "The log has no such tile."));
              }
            },
            failure -> Reply.failure(request, failure));
  }

  /** Bodies of administrative calls. */
  private Handler<RoutingContext> body(long limit) {
    return bodies.upTo(limit, parts.admission.adminBodies());
  }

  /**
   * A body that breaks off or is not HTTP is the client's doing: it is answered, if anybody still
   * listens, and fills no log. The error handlers below answer the rest.
   */
  private static void failed(RoutingContext request) {
    if (request.failure() != null && withinBody(request.request())) {
      Reply.problem(request, malformed());
      return;
    }
    request.next();
  }

  /** Whether the request brings a body that has not been read to its end. */
  private static boolean withinBody(HttpServerRequest request) {
    HttpMethod method = request.method();
    return (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT)) && !request.isEnded();
  }

  private static Problem malformed() {
    return Problem.of(Problem.Kind.MALFORMED_REQUEST, "The request is not valid HTTP.");
  }

  private void failures() {
    router.route().failureHandler(Routes::failed);
    router.errorHandler(
        404,
        request ->
            Reply.problem(
                request, Problem.of(Problem.Kind.NOT_FOUND, "There is nothing at this path.")));
    router.errorHandler(
        405,
        request ->
            Reply.problem(
                request,
                Problem.of(
                    Problem.Kind.METHOD_NOT_ALLOWED, "See the API's description for methods.")));
    router.errorHandler(400, request -> Reply.problem(request, malformed()));
    router.errorHandler(
        500,
        request ->
            Reply.failure(
                request,
                request.failure() == null
                    ? new IllegalStateException("no cause given")
                    : request.failure()));
  }
}
