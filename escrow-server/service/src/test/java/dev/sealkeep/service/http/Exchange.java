package dev.sealkeep.service.http;

import dev.sealkeep.service.harness.HttpAnswer;
import dev.sealkeep.service.harness.PinnedHttp;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request and the answer it must get.
 *
 * @param operation the operation of the description
 * @param path the path with its query
 * @param credential who sends it
 * @param type the body's media type
 * @param body the body
 * @param status the status it must get
 * @param problem the code of the problem it must get; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // read by tests alone
record Exchange(
    String operation,
    String path,
    Credential credential,
    Optional<String> type,
    byte[] body,
    int status,
    String problem) {
  private static final String JSON = "application/json";

  /** Who sends a request. */
  enum Credential {
    /** The administrator. */
    TOKEN,
    /** Nobody. */
    NONE,
    /** Somebody with a well-formed token of another installation. */
    FOREIGN,
    /** Somebody with another scheme. */
    BASIC,
    /** Somebody with a token that is far too long. */
    ENDLESS
  }

  static Exchange get(String operation, String path) {
    return new Exchange(operation, path, Credential.TOKEN, Optional.empty(), new byte[0], 200, "");
  }

  static Exchange json(String operation, String path, String body) {
    return get(operation, path).with(JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  static Exchange text(String operation, String path, String body) {
    return get(operation, path).with("text/plain", body.getBytes(StandardCharsets.UTF_8));
  }

  Exchange with(String newType, byte[] newBody) {
    return new Exchange(
        operation, path, credential, Optional.of(newType), newBody, status, problem);
  }

  Exchange untyped() {
    return new Exchange(operation, path, credential, Optional.empty(), body, status, problem);
  }

  Exchange by(Credential other) {
    return new Exchange(operation, path, other, type, body, status, problem);
  }

  Exchange answers(int newStatus) {
    return new Exchange(operation, path, credential, type, body, newStatus, "");
  }

  Exchange answers(Problem.Kind kind) {
    return new Exchange(operation, path, credential, type, body, kind.status(), kind.code());
  }

  boolean isJson() {
    return type.filter(JSON::equals).isPresent();
  }

  HttpAnswer send(PinnedHttp http, String method, String token) {
    HttpRequest.Builder request = http.request(path);
    type.ifPresent(value -> request.header("content-type", value));
    authorization(token).ifPresent(value -> request.header("authorization", value));
    return http.send(
        request.method(
            method,
            body.length == 0 && type.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private Optional<String> authorization(String token) {
    return switch (credential) {
      case TOKEN -> Optional.of("Bearer " + token);
      case NONE -> Optional.empty();
      case FOREIGN -> Optional.of("Bearer sealkeep-" + "A".repeat(43));
      case BASIC -> Optional.of("Basic c2VhbGtlZXA6" + "A".repeat(12));
      case ENDLESS -> Optional.of("Bearer sealkeep-" + "A".repeat(4_000));
    };
  }

  @Override
  public String toString() {
    String start = new String(body, StandardCharsets.ISO_8859_1);
    return "%s %s by %s with %s '%s' (%d bytes): %d %s"
        .formatted(
            operation,
            path,
            credential,
            type.orElse("no type"),
            start.length() > 60 ? start.substring(0, 60) + "…" : start,
            body.length,
            status,
            problem);
  }
}
