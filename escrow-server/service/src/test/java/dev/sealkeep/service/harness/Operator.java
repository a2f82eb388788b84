package dev.sealkeep.service.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** Somebody with an admin token. Calls that set a scene up fail the test if they fail. */
public final class Operator {
  private final PinnedHttp http;
  private final String token;

  /** An operator whose token is {@code token}. */
  public Operator(PinnedHttp http, String token) {
    this.http = http;
    this.token = token;
  }

  /** Sends a request with the token. */
  public HttpAnswer send(HttpRequest.Builder request) {
    return http.send(request.header("authorization", "Bearer " + token));
  }

  /** Gets with the token. */
  public HttpAnswer get(String path) {
    return send(http.request(path).GET());
  }

  /** Posts JSON with the token. */
  public HttpAnswer post(String path, JsonObject body) {
    return send(
        http.request(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  /** Puts text with the token. */
  public HttpAnswer put(String path, String text) {
    return send(
        http.request(path)
            .header("content-type", "text/plain")
            .PUT(HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8)));
  }

  /** Creates a tenant; yields the answer, with its pin and key. */
  public JsonObject createTenant(String name) {
    return expect(201, post("/v1/tenants", new JsonObject().put("name", name)));
  }

  /** Registers a policy. */
  public JsonObject putPolicy(String tenant, String name, String source) {
    return expect(200, put("/v1/tenants/" + tenant + "/policies/" + name, source));
  }

  /** Registers a reference set. */
  public JsonObject putReference(String tenant, String name, String rows) {
    return expect(200, put("/v1/tenants/" + tenant + "/references?name=" + name, rows));
  }

  /** Creates a key guarded by a policy. */
  public JsonObject createKey(String tenant, String name, String policy) {
    JsonObject body = new JsonObject().put("name", name).put("policy", policy);
    return expect(201, post("/v1/tenants/" + tenant + "/keys", body));
  }

  /** Reads what was decided. */
  public JsonObject decision(String tenant, String id) {
    return expect(200, get("/v1/tenants/" + tenant + "/decisions/" + id));
  }

  private static JsonObject expect(int status, HttpAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer.json();
  }
}
