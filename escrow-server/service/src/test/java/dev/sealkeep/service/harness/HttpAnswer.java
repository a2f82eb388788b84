package dev.sealkeep.service.harness;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An HTTP answer.
 *
 * @param status its status
 * @param type its media type
 * @param retryAfter its Retry-After header
 * @param body its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // read by tests alone
public record HttpAnswer(int status, String type, Optional<String> retryAfter, byte[] body) {
  /** The body as JSON. */
  public JsonObject json() {
    return new JsonObject(text());
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The code of the problem it is; empty text if it is none. */
  public String problem() {
    return type.startsWith("application/problem+json")
        ? json().getString("type").replace("urn:sealkeep:problem:", "")
        : "";
  }
}
