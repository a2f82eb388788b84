package dev.sealkeep.service.server;

import dev.sealkeep.protocol.wire.Sha2;
import dev.sealkeep.service.http.BearerToken;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.metrics.EscrowMeters;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics}, in Prometheus' exposition format; for whoever sends the bearer token, if
 * the configuration names one by its digest.
 */
final class MetricsHandler implements Handler<RoutingContext> {
  private final EscrowMeters meters;
  private final Optional<byte[]> tokenDigest;

  /**
   * A handler over the meters.
   *
   * @param tokenSha256 the SHA-256 digest of the token, 64 hex digits; for everybody if absent
   */
  MetricsHandler(EscrowMeters meters, Optional<String> tokenSha256) {
    this.meters = meters;
    this.tokenDigest = tokenSha256.map(HexFormat.of()::parseHex);
  }

  @Override
  public void handle(RoutingContext request) {
    if (!permits(request.request().getHeader("authorization"))) {
      Reply.problem(
          request,
          Problem.of(
              Problem.Kind.UNAUTHORIZED,
              "Send the metrics' token: Authorization: Bearer <token>."));
      return;
    }
    Reply.bytes(
        request, 200, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(meters.scrape()));
  }

  private boolean permits(@Nullable String authorization) {
    return tokenDigest.isEmpty()
        || BearerToken.of(authorization)
            .map(token -> Sha2.sha256(token.getBytes(StandardCharsets.UTF_8)))
            .filter(digest -> MessageDigest.isEqual(digest, tokenDigest.get()))
            .isPresent();
  }
}
