package dev.sealkeep.service.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * An RFC 9457 problem document. Its type is stable; docs/reference/problems.md gives each one's
 * cause and cure.
 *
 * @param kind what kind of problem it is
 * @param detail a sentence or two for a person
 * @param decision the opaque id of a denial, lower-case hex
 * @param diagnostics what is wrong with a policy or reference set
 * @param retryAfterSeconds when to come back
 */
public record Problem(
    Kind kind,
    String detail,
    Optional<String> decision,
    Optional<JsonArray> diagnostics,
    Optional<Integer> retryAfterSeconds) {

  /** Every kind of problem the server answers with. */
  public enum Kind {
    /** The request is not what the API describes. */
    MALFORMED_REQUEST(400, "malformed-request", "The request is malformed"),
    /** The challenge is not one of this server's, or its offers were changed on the way. */
    CHALLENGE_INVALID(400, "challenge-invalid", "The challenge is not valid"),
    /** The challenge is older than 120 seconds. */
    CHALLENGE_EXPIRED(400, "challenge-expired", "The challenge has expired"),
    /** The bearer token is missing or unknown. */
    UNAUTHORIZED(401, "unauthorized", "A valid bearer token is required"),
    /** No release, for a reason only the tenant may read. */
    DENIED(403, "denied", "The release was denied"),
    /** There is no such object, or no such path. */
    NOT_FOUND(404, "not-found", "Not found"),
    /** The path does not take this method. */
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not allowed here"),
    /** The object exists already, or is in the wrong state. */
    CONFLICT(409, "conflict", "The request conflicts with what is there"),
    /** The challenge has been used for a release. */
    CHALLENGE_SPENT(409, "challenge-spent", "The challenge has been used"),
    /** What was decided on changed before the decision could be committed. */
    SUPERSEDED(409, "superseded", "The state changed during the decision"),
    /** The body is larger than the limit. */
    TOO_LARGE(413, "too-large", "The request is too large"),
    /** The body's media type is not the one the API describes. */
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The media type is not supported"),
    /** The policy or reference set does not compile. */
    REJECTED(422, "rejected", "The document does not compile"),
    /** A machine asked about its next boot too often. */
    PREFLIGHTS_LIMITED(429, "preflights-limited", "Too many preflights"),
    /** A defect in the server. */
    INTERNAL(500, "internal", "The server failed"),
    /** More work waits than the server takes on. */
    OVERLOADED(503, "overloaded", "The server is at its limit"),
    /** The node is starting or stopping. */
    NOT_READY(503, "not-ready", "The node is not ready"),
    /** The store cannot commit or be read. */
    STORE_UNAVAILABLE(503, "store-unavailable", "The store is unavailable"),
    /** A restored log's gap is not confirmed: what was revoked in it may be in force again. */
    RELEASES_HELD(503, "releases-held", "Releases are held"),
    /** The vendor's item can neither be found nor fetched now. */
    COLLATERAL_UNAVAILABLE(503, "collateral-unavailable", "The collateral is unavailable"),
    /** The request took longer than its deadline. */
    DEADLINE(503, "deadline", "The request took too long");

    private final int status;
    private final String code;
    private final String title;

    Kind(int status, String code, String title) {
      this.status = status;
      this.code = code;
      this.title = title;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The last part of the type's URN. */
    public String code() {
      return code;
    }
  }

  /** A problem with nothing but a detail. */
  public static Problem of(Kind kind, String detail) {
    Optional<Integer> retry = kind.status == 503 ? Optional.of(1) : Optional.empty();
    return new Problem(kind, detail, Optional.empty(), Optional.empty(), retry);
  }

  /** The denial with this decision id. All denials read alike (invariant 11). */
  public static Problem denied(String decision) {
    return new Problem(
        Kind.DENIED,
        "No key is released for this request. The tenant can read why under the decision's id.",
        Optional.of(decision),
        Optional.empty(),
        Optional.empty());
  }

  /** The same problem with diagnostics. */
  public Problem withDiagnostics(JsonArray list) {
    return new Problem(kind, detail, decision, Optional.of(list), retryAfterSeconds);
  }

  /** The same problem, asking the client to come back in {@code seconds}. */
  public Problem withRetryAfter(int seconds) {
    return new Problem(kind, detail, decision, diagnostics, Optional.of(seconds));
  }

  /** The document. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("type", "urn:sealkeep:problem:" + kind.code)
            .put("title", kind.title)
            .put("status", kind.status)
            .put("detail", detail);
    decision.ifPresent(id -> json.put("decision", id));
    diagnostics.ifPresent(list -> json.put("diagnostics", list));
    return json;
  }
}
