package dev.sealkeep.service.http;

import dev.sealkeep.keystore.store.CommitUnknownException;
import dev.sealkeep.keystore.store.StoreUnavailableException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers, and turns whatever went wrong into a problem. Call on the request's context. */
public final class Reply {
  /** The media type of problems. */
  public static final String PROBLEM_JSON = "application/problem+json";

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Reply.class);
  private static final WarningThrottle UNAVAILABLE = new WarningThrottle(System::nanoTime);

  private Reply() {}

  /** Answers JSON. */
  public static void json(RoutingContext context, int status, JsonObject body) {
    bytes(context, status, "application/json", body.toBuffer());
  }

  /** Answers text. */
  public static void text(RoutingContext context, String body) {
    bytes(context, 200, "text/plain; charset=utf-8", Buffer.buffer(body));
  }

  /** Answers bytes of a media type. Does nothing if an answer has gone out already. */
  public static void bytes(RoutingContext context, int status, String type, Buffer body) {
    send(context, status, type, "no-store", body);
  }

  /** Answers bytes that may be kept as {@code cacheControl} says. */
  public static void cached(RoutingContext context, String type, String cacheControl, Buffer body) {
    send(context, 200, type, cacheControl, body);
  }

  private static void send(
      RoutingContext context, int status, String type, String cacheControl, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", type)
        .putHeader("cache-control", cacheControl);
    UnsentAnswers.end(context, body);
  }

  /** Answers a problem. */
  public static void problem(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.putHeader("retry-after", Integer.toString(seconds)));
    if (problem.kind() == Problem.Kind.UNAUTHORIZED) {
      response.putHeader("www-authenticate", "Bearer");
    }
    bytes(context, problem.kind().status(), PROBLEM_JSON, problem.toJson().toBuffer());
  }

  /**
   * Answers a problem to a request whose body is not read to its end. What still comes of it is
   * thrown away for a second, so that the client gets to see the answer; then the connection is
   * closed, or only the stream where a connection has several.
   */
  public static void unread(RoutingContext context, Problem problem) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    if (request.version() == HttpVersion.HTTP_2) {
      problem(context, problem);
      response.reset(0);
      return;
    }
    if (!response.headWritten()) {
      response.putHeader("connection", "close");
    }
    problem(context, problem);
    context.vertx().setTimer(LINGER.toMillis(), fired -> request.connection().close());
  }

  /** Answers the problem that {@code failure} stands for. */
  public static void failure(RoutingContext context, Throwable failure) {
    problem(context, problemOf(failure));
  }

  /** The problem that {@code failure} stands for. Logs what only an operator may read. */
  public static Problem problemOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ProblemException e -> e.problem();
      case StoreUnavailableException e -> {
        UNAVAILABLE.line("the store is unavailable: " + e.getMessage()).ifPresent(LOG::warn);
        yield Problem.of(
            Problem.Kind.STORE_UNAVAILABLE, "Nothing can be committed or read now; try again.");
      }
      case CommitUnknownException e -> {
        LOG.error("a commit's outcome is unknown; restart this node", e);
        yield Problem.of(
            Problem.Kind.STORE_UNAVAILABLE, "A commit's outcome is unknown; try again later.");
      }
      default -> {
        LOG.error("a request failed", cause);
        yield Problem.of(Problem.Kind.INTERNAL, "The server failed; its log says why.");
      }
    };
  }
}
